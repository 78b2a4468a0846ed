import { SetMetadata } from '@nestjs/common';

/** Metadata key that {@link OpenToProof} sets. */
export const PROOF_HEADER = 'accounts:proof-header';

/**
 * Opens a route also to callers without an account who send this header; the handler must check what
 * it says. Without the header the route is closed as usual.
 * @param header in lower case
 */
export function OpenToProof(header: string) {
  return SetMetadata(PROOF_HEADER, header);
}

import { SetMetadata } from '@nestjs/common';

/** Metadata key that {@link Public} sets. */
export const PUBLIC = 'accounts:public';

/** Opens a route, or every route of a controller, to callers without an account. */
export function Public() {
  return SetMetadata(PUBLIC, true);
}

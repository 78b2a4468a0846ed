import type { Secret } from '../../../common/crypto/index.js';

const MAX_LENGTH = 300;

/** A reason as it may be stored and shown: bounded, and without the key should it quote it. */
export function safeReason(reason: string, key: Secret): string {
  return reason.replaceAll(key.reveal(), '[secret]').slice(0, MAX_LENGTH);
}

import { sha256 } from '../../../common/crypto/index.js';

/**
 * Identifies a request by what is bought and with which input. Equal input gives equal digests
 * whatever the order of its object members.
 */
export function requestDigest(subject: string, input: unknown): Buffer {
  return sha256(JSON.stringify([subject, input], sortMembers));
}

function sortMembers(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { JSONWebKeySet, JWK } from 'jose';

/** Signs with the first key of a keyring; every key can verify. */
export interface ReceiptKeys {
  readonly kid: string;
  /** The compact JWS (RFC 7515, RFC 8037) of a payload, with `alg` and what else its header says. */
  sign(header: Readonly<Record<string, string>>, payload: string): string;
  /** Public keys (RFC 7517, RFC 8037). */
  readonly jwks: JSONWebKeySet;
}

/** What stands before the 32 bytes of an Ed25519 seed in PKCS#8 (RFC 8410 section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Makes Ed25519 keys of seeds; the first one signs. */
export function receiptKeys(seeds: ReadonlyMap<string, Buffer>): ReceiptKeys {
  const keys = [...seeds].map(([kid, seed]) => ({ kid, key: fromSeed(seed) }));
  const [first] = keys;
  if (first === undefined) throw new Error('there is no key to sign receipts with');
  return {
    kid: first.kid,
    sign: (header, payload) => {
      const text = `${base64url(JSON.stringify({ alg: 'EdDSA', ...header }))}.${base64url(payload)}`;
      return `${text}.${sign(null, Buffer.from(text), first.key).toString('base64url')}`;
    },
    jwks: { keys: keys.map(({ kid, key }) => ({ ...publicJwk(key), kid, use: 'sig' })) },
  };
}

function fromSeed(seed: Buffer): KeyObject {
  const key = Buffer.concat([PKCS8_PREFIX, seed]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

function publicJwk(key: KeyObject): JWK {
  return { ...(createPublicKey(key).export({ format: 'jwk' }) as JWK), alg: 'EdDSA' };
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

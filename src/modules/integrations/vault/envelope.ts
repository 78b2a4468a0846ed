import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Secret } from '../../../common/crypto/index.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** The key-encryption keys by id; new data keys are wrapped with the active one. */
export interface Keyring {
  readonly keys: ReadonlyMap<string, Buffer>;
  readonly activeKid: string;
}

/** Which credential a ciphertext belongs to; it opens nowhere else. */
export interface CredentialContext {
  readonly userId: string;
  readonly provider: string;
  readonly type: string;
  /** Never repeats, also after a deletion, so that an earlier secret cannot be put back. */
  readonly version: number;
}

/** A data key, encrypted with the key-encryption key `kid`: iv (12) | tag (16) | key (32). */
export interface WrappedKey {
  readonly kid: string;
  readonly wrappedKey: Buffer;
}

/** A secret at rest; `ciphertext` is iv (12) | tag (16) | encrypted UTF-8. */
export interface SealedSecret extends WrappedKey {
  readonly ciphertext: Buffer;
}

/** A sealed secret that does not open: its key is not in the keyring, or it was altered or moved. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

/**
 * Encrypts a secret with a fresh random data key (AES-256-GCM, NIST SP 800-38D) and wraps that key
 * with the keyring's active key.
 */
export function seal(secret: Secret, context: CredentialContext, keyring: Keyring): SealedSecret {
  const dataKey = randomBytes(KEY_BYTES);
  return {
    ...wrap(dataKey, keyring),
    ciphertext: encrypt(dataKey, Buffer.from(secret.reveal()), payloadBinding(context)),
  };
}

/** @throws {VaultError} when the key is unknown, a byte was altered, or `context` is another's. */
export function open(sealed: SealedSecret, context: CredentialContext, keyring: Keyring): Secret {
  const plaintext = decrypt(unwrap(sealed, keyring), sealed.ciphertext, payloadBinding(context));
  return new Secret(plaintext.toString());
}

/**
 * Wraps the same data key with the keyring's active key; the ciphertext stays as it is.
 * @throws {VaultError} when the old key is unknown or the wrapped key was altered.
 */
export function rewrap(wrapped: WrappedKey, keyring: Keyring): WrappedKey {
  return wrap(unwrap(wrapped, keyring), keyring);
}

function wrap(dataKey: Buffer, { keys, activeKid }: Keyring): WrappedKey {
  return {
    kid: activeKid,
    wrappedKey: encrypt(keyOf(keys, activeKid), dataKey, keyBinding(activeKid)),
  };
}

function unwrap({ kid, wrappedKey }: WrappedKey, { keys }: Keyring): Buffer {
  return decrypt(keyOf(keys, kid), wrappedKey, keyBinding(kid));
}

function keyOf(keys: Keyring['keys'], kid: string): Buffer {
  const key = keys.get(kid);
  if (key === undefined) throw new VaultError(`the keyring has no key "${kid}"`);
  return key;
}

// JSON arrays, because joined text would let `a|b` + `c` pass for `a` + `b|c`.
function keyBinding(kid: string): Buffer {
  return Buffer.from(JSON.stringify(['coinslot data key', kid]));
}

function payloadBinding({ userId, provider, type, version }: CredentialContext): Buffer {
  return Buffer.from(JSON.stringify(['coinslot credential', userId, provider, type, version]));
}

function encrypt(key: Buffer, plaintext: Buffer, binding: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(binding);
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), encrypted]);
}

function decrypt(key: Buffer, packed: Buffer, binding: Buffer): Buffer {
  const iv = packed.subarray(0, IV_BYTES);
  const tag = packed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const encrypted = packed.subarray(IV_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(binding).setAuthTag(tag);
    return Buffer.concat([decipher.update(encrypted), decipher.final()]);
  } catch {
    throw new VaultError('the ciphertext was altered or belongs to another credential');
  }
}

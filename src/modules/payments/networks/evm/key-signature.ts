import { recover } from 'tiny-secp256k1';
import {
  type Address,
  concat,
  domainSeparator,
  encodeAbiParameters,
  type Hex,
  hexToBytes,
  keccak256,
  stringToHex,
  type TypedDataDomain,
} from 'viem';
import { type SignedAuthorization, TRANSFER_WITH_AUTHORIZATION } from './authorization.js';

/** `r`, `s` and `v` of an ECDSA signature, as hex digits. */
const KEY_SIGNATURE = /^0x([0-9a-f]{64})([0-9a-f]{64})(1[bc])$/i;

/** Half the order of secp256k1: USDC takes no `s` above it, the malleable twin of a lower one. */
const MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

const PRIMARY_TYPE = 'TransferWithAuthorization';
const FIELDS = TRANSFER_WITH_AUTHORIZATION[PRIMARY_TYPE];
const TYPE_HASH = keccak256(
  stringToHex(`${PRIMARY_TYPE}(${FIELDS.map(({ type, name }) => `${type} ${name}`).join()})`),
);
const STRUCT = [{ type: 'bytes32' }, ...FIELDS] as const;

/**
 * Makes the EIP-712 digest that a payer signs for one token. What is the same for all payments is
 * hashed once: every paid call needs it.
 */
export function authorizationDigest(
  domain: TypedDataDomain,
): (message: SignedAuthorization['message']) => Hex {
  const separator = domainSeparator({ domain });
  return ({ from, to, value, validAfter, validBefore, nonce }) => {
    const struct = [TYPE_HASH, from, to, value, validAfter, validBefore, nonce] as const;
    return keccak256(concat(['0x1901', separator, keccak256(encodeAbiParameters(STRUCT, struct))]));
  };
}

/** Whether the key of `address` signed `digest`, in the form that USDC takes from ordinary wallets. */
export function isSignedByKey(address: Address, digest: Hex, signature: Hex): boolean {
  const [, r, s, v] = KEY_SIGNATURE.exec(signature) ?? [];
  if (r === undefined || s === undefined || BigInt(`0x${s}`) > MAX_S) return false;
  const key = recoverKey(
    hexToBytes(digest),
    Buffer.from(r + s, 'hex'),
    v?.toLowerCase() === '1c' ? 1 : 0,
  );
  return key !== undefined && addressDigits(key) === address.slice(2).toLowerCase();
}

/** The address of a public key without its checksum, which costs as much as all else here. */
function addressDigits(publicKey: Uint8Array): string {
  return keccak256(publicKey.subarray(1)).slice(-40);
}

/** Undefined for what is no signature of any key. */
function recoverKey(
  digest: Uint8Array,
  signature: Uint8Array,
  parity: 0 | 1,
): Uint8Array | undefined {
  try {
    return recover(digest, signature, parity, false) ?? undefined;
  } catch {
    return undefined;
  }
}

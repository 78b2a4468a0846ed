import { type Address, getAddress, type Hex, isAddress } from 'viem';
import { z } from 'zod';
import { isSignatureText } from '../../../../common/evm/index.js';
import type { Authorization, PaymentMethod, SchemePayload } from '../payment-network.js';
import { toDate } from './unix-date.js';

/** The part of a payment that holds the authorization. */
type Payload = Pick<SchemePayload, 'payload'>;

const address = z.string().refine((text) => isAddress(text, { strict: false }));
const uint = z.string().regex(/^\d{1,78}$/);
const seconds = z.string().regex(/^\d{1,78}$/);

/** The `exact` EVM payload with an EIP-3009 authorization (x402 specification, scheme exact/evm). */
const exactEvmPayload = z.object({
  signature: z.string().refine(isSignatureText),
  authorization: z.object({
    from: address,
    to: address,
    value: uint,
    validAfter: seconds,
    validBefore: seconds,
    nonce: z.string().regex(/^0x[0-9a-fA-F]{64}$/),
  }),
});

/** Reads the EIP-3009 authorization; undefined when the payload does not hold a well-formed one. */
export function readEip3009(
  payload: Payload,
): Omit<Authorization, keyof PaymentMethod> | undefined {
  const parsed = exactEvmPayload.safeParse(payload.payload);
  if (!parsed.success) return undefined;
  const { signature, authorization } = parsed.data;
  const { from, to, value, validAfter, validBefore, nonce } = authorization;
  return {
    payer: getAddress(from),
    payTo: getAddress(to),
    amount: BigInt(value),
    nonce: nonce.toLowerCase(),
    validAfter: toDate(BigInt(validAfter)),
    validBefore: toDate(BigInt(validBefore)),
    signature: signature.toLowerCase(),
    payload: { signature, authorization },
  };
}

/** The typed data of an EIP-3009 transfer (https://eips.ethereum.org/EIPS/eip-3009). */
export const TRANSFER_WITH_AUTHORIZATION = {
  TransferWithAuthorization: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const;

/** An EIP-3009 message as it was signed, and its signature. */
export interface SignedAuthorization {
  readonly signature: Hex;
  readonly message: {
    readonly from: Address;
    readonly to: Address;
    readonly value: bigint;
    readonly validAfter: bigint;
    readonly validBefore: bigint;
    readonly nonce: Hex;
  };
}

/** Reads what was signed; undefined when the payload is not well-formed. */
export function readSigned(payload: Payload): SignedAuthorization | undefined {
  const parsed = exactEvmPayload.safeParse(payload.payload);
  if (!parsed.success) return undefined;
  const { signature, authorization } = parsed.data;
  const { from, to, value, validAfter, validBefore, nonce } = authorization;
  return {
    signature: signature as Hex,
    message: {
      from: getAddress(from),
      to: getAddress(to),
      value: BigInt(value),
      validAfter: BigInt(validAfter),
      validBefore: BigInt(validBefore),
      nonce: nonce as Hex,
    },
  };
}

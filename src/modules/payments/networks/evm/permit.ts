import {
  type Address,
  decodeFunctionData,
  getAddress,
  hashTypedData,
  type Hex,
  isAddress,
  parseAbi,
} from 'viem';
import { z } from 'zod';
import { isSignatureText } from '../../../../common/evm/index.js';
import { PERMIT2_ADDRESS, UPTO_PROXY_ADDRESS } from '../../../../common/networks/index.js';
import { ACROSS_ASSETS } from '../metered-payments.js';
import type { Authorization, SchemePayload } from '../payment-network.js';
import { toDate } from './unix-date.js';

const MAX_UINT = 2n ** 256n - 1n;

const address = z
  .string()
  .refine((text) => isAddress(text, { strict: false }))
  .transform((text) => getAddress(text));
const uint = z
  .string()
  .regex(/^\d{1,78}$/)
  .transform(BigInt)
  .refine((value) => value <= MAX_UINT);
const signature = z.string().refine(isSignatureText);

/** The `upto` EVM payload: a Permit2 transfer with a witness (x402 specification, scheme upto/evm). */
const uptoEvmPayload = z.object({
  signature,
  permit2Authorization: z.object({
    from: address,
    permitted: z.object({ token: address, amount: uint }),
    spender: address.refine((spender) => spender === UPTO_PROXY_ADDRESS),
    nonce: uint,
    deadline: uint,
    witness: z.object({ to: address, facilitator: address, validAfter: uint }),
  }),
});

/** What a payer signed for Permit2. */
export type Permit = z.infer<typeof uptoEvmPayload>['permit2Authorization'];

/** A permit and its signature. */
export interface SignedPermit {
  readonly permit: Permit;
  readonly signature: Hex;
}

/** Name of the x402 extension by which buyers sign that Permit2 may spend a token (EIP-2612). */
export const EIP2612_GAS_SPONSORING = 'eip2612GasSponsoring';

/** What a buyer without an approval signs; the facilitator sends it along. */
const sponsoring = z.object({
  info: z.object({
    from: address,
    asset: address,
    spender: address.refine((spender) => spender === PERMIT2_ADDRESS),
    amount: uint,
    nonce: uint,
    deadline: uint,
    signature: z.string().regex(/^0x[0-9a-fA-F]{130}$/),
    version: z.string().regex(/^\d{1,3}(\.\d{1,3}){0,2}$/),
  }),
});

/** Reads what was signed; undefined when the payload is not well-formed. */
export function readPermit({ payload }: Pick<SchemePayload, 'payload'>): SignedPermit | undefined {
  const read = uptoEvmPayload.safeParse(payload).data;
  return read && { permit: read.permit2Authorization, signature: read.signature };
}

/**
 * Reads the payment for one token; undefined when it is none, or brings an approval that is not its
 * payer's, for this token and amount.
 */
export function readUpto(
  payment: Pick<SchemePayload, 'payload' | 'extensions'>,
  asset: Address,
): Omit<Authorization, 'scheme' | 'asset'> | undefined {
  const read = readPermit(payment);
  if (read === undefined || read.permit.permitted.token !== asset) return undefined;
  const extensions = approvalOf(payment, read.permit);
  if (extensions === undefined) return undefined;
  const { from, permitted, nonce, deadline, witness } = read.permit;
  return {
    payer: from,
    payTo: witness.to,
    amount: permitted.amount,
    nonce: permitNonce(nonce),
    validAfter: toDate(witness.validAfter),
    validBefore: toDate(deadline),
    signature: read.signature.toLowerCase(),
    payload: { signature: read.signature, permit2Authorization: inTexts(read.permit) },
    facilitator: witness.facilitator,
    ...extensions,
  };
}

/** A nonce of Permit2 as claims know it. */
export function permitNonce(nonce: bigint): string {
  return `${ACROSS_ASSETS}${nonce}`;
}

/** The approval that came along, made anew; none where the buyer has no need of one, undefined for a wrong one. */
function approvalOf(
  { extensions }: Pick<SchemePayload, 'extensions'>,
  { from, permitted }: Permit,
): Pick<Authorization, 'extensions'> | undefined {
  const given = extensions?.[EIP2612_GAS_SPONSORING] as
    { info?: { signature?: unknown } } | undefined;
  // Who needs none repeats what the challenge says, which holds no signature.
  if (given?.info?.signature === undefined) return {};
  const info = sponsoring.safeParse(given).data?.info;
  const isFitting =
    info?.from === from && info.asset === permitted.token && info.amount === permitted.amount;
  return isFitting
    ? { extensions: { [EIP2612_GAS_SPONSORING]: { info: inTexts(info) } } }
    : undefined;
}

const PRIMARY_TYPE = 'PermitWitnessTransferFrom';
const DOMAIN = { name: 'Permit2', verifyingContract: PERMIT2_ADDRESS };

/** Uniswap's Permit2 with the witness of x402's proxy for `upto`. */
const PERMIT_TYPES = {
  PermitWitnessTransferFrom: [
    { name: 'permitted', type: 'TokenPermissions' },
    { name: 'spender', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
    { name: 'witness', type: 'Witness' },
  ],
  TokenPermissions: [
    { name: 'token', type: 'address' },
    { name: 'amount', type: 'uint256' },
  ],
  Witness: [
    { name: 'to', type: 'address' },
    { name: 'facilitator', type: 'address' },
    { name: 'validAfter', type: 'uint256' },
  ],
} as const;

/** The EIP-712 digest that a payer signs on one chain. */
export function permitDigest(chainId: number, message: Permit): Hex {
  const domain = { ...DOMAIN, chainId };
  // Who signed is no part of what was signed.
  return hashTypedData({ domain, types: PERMIT_TYPES, primaryType: PRIMARY_TYPE, message });
}

const proxyAbi = parseAbi([
  'struct TokenPermissions { address token; uint256 amount; }',
  'struct Permit { TokenPermissions permitted; uint256 nonce; uint256 deadline; }',
  'struct Witness { address to; address facilitator; uint256 validAfter; }',
  'struct Approval { uint256 value; uint256 deadline; bytes32 r; bytes32 s; uint8 v; }',
  'function settle(Permit permit, uint256 amount, address owner, Witness witness, bytes signature)',
  'function settleWithPermit(Approval approval, Permit permit, uint256 amount, address owner, Witness witness, bytes signature)',
]);

/** Which payment a transaction to the proxy uses. */
export interface PermitUse {
  readonly payer: Address;
  readonly payTo: Address;
  /** As {@link permitNonce} writes it. */
  readonly nonce: string;
}

/** Reads the input of a transaction to the proxy; undefined for another call than a settlement. */
export function permitUseIn(input: Hex): PermitUse | undefined {
  try {
    const { functionName, args } = decodeFunctionData({ abi: proxyAbi, data: input });
    const [permit, , owner, witness] = functionName === 'settle' ? args : args.slice(1);
    const { nonce } = permit as { readonly nonce: bigint };
    const { to } = witness as { readonly to: Address };
    return { payer: owner as Address, payTo: to, nonce: permitNonce(nonce) };
  } catch {
    return undefined;
  }
}

/** JSON has no integers of that size. */
function inTexts(value: object): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}` : each)),
  ) as Record<string, unknown>;
}

import { randomBytes } from 'node:crypto';
import type { PrivateKeyAccount } from 'viem/accounts';
import { z } from 'zod';
import { NETWORK_V1 } from './shop.js';

/*
 * x402 v1 as the npm packages x402-fetch 1.2.0 and x402 1.2.0 speak it. They are not installed
 * here, for they depend on wagmi and Solana's libraries; the shapes are read from their sources
 * (`x402/types` PaymentRequirementsSchema, `x402/client` createPaymentHeader), and stricter: what
 * x402 1.2.0 strips silently is refused here.
 */
const evmAddress = z.string().regex(/^0x[0-9a-fA-F]{40}$/);

/** One entry of `accepts`; a v1 client that cannot parse one throws. */
const requirements = z.strictObject({
  scheme: z.literal('exact'),
  network: z.enum(['base', 'base-sepolia']),
  maxAmountRequired: z.string().regex(/^\d{1,18}$/),
  resource: z.url(),
  description: z.string(),
  mimeType: z.string(),
  outputSchema: z.record(z.string(), z.unknown()).optional(),
  payTo: evmAddress,
  maxTimeoutSeconds: z.int(),
  asset: evmAddress,
  extra: z.looseObject({ name: z.string(), version: z.string() }),
});

export type RequirementsV1 = z.infer<typeof requirements>;

/** What a v1 client reads of the body of a 402; it does not look at other members. */
export const challengeV1 = z.object({
  x402Version: z.literal(1),
  error: z.string(),
  accepts: z.array(requirements).min(1),
});

/** The header X-PAYMENT before it is encoded. */
export interface PaymentV1 {
  readonly x402Version: number;
  readonly scheme: string;
  readonly network: string;
  readonly payload: { readonly signature: string; readonly authorization: Record<string, string> };
}

const transferWithAuthorization = {
  TransferWithAuthorization: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const;

/** Signs as `createPaymentHeader` of x402 1.2.0 does. */
export async function signV1(
  wallet: PrivateKeyAccount,
  offered: RequirementsV1,
  chainId = 84532,
): Promise<PaymentV1> {
  const now = Math.floor(Date.now() / 1000);
  const authorization = {
    from: wallet.address,
    to: offered.payTo as `0x${string}`,
    value: offered.maxAmountRequired,
    validAfter: String(now - 600),
    validBefore: String(now + offered.maxTimeoutSeconds),
    nonce: `0x${randomBytes(32).toString('hex')}` as const,
  };
  const { name, version } = offered.extra;
  const signature = await wallet.signTypedData({
    domain: { name, version, chainId, verifyingContract: offered.asset as `0x${string}` },
    types: transferWithAuthorization,
    primaryType: 'TransferWithAuthorization',
    message: {
      ...authorization,
      value: BigInt(authorization.value),
      validAfter: BigInt(authorization.validAfter),
      validBefore: BigInt(authorization.validBefore),
    },
  });
  const payload = { signature, authorization };
  return { x402Version: 1, scheme: offered.scheme, network: NETWORK_V1, payload };
}

/** A header as v1 encodes it: base64 of JSON. */
export function encodeV1(value: unknown): string {
  return btoa(JSON.stringify(value));
}

/** `decodeXPaymentResponse` of x402 1.2.0, and its SettleResponseSchema. */
export function decodeSettlementV1(headers: Headers): unknown {
  return z
    .strictObject({
      success: z.boolean(),
      transaction: z.string().regex(/^0x[0-9a-f]{64}$/),
      network: z.enum(['base', 'base-sepolia']),
      payer: evmAddress,
    })
    .parse(JSON.parse(atob(headers.get('x-payment-response') ?? '')));
}

import { decodePaymentRequiredHeader } from '@x402/core/http';
import type { PaymentPayload, PaymentRequired } from '@x402/core/types';
import {
  createPublicClient,
  decodeFunctionData,
  type Hash,
  type Hex,
  http,
  parseAbi,
  serializeSignature,
} from 'viem';
import { post } from './buyer.js';
import { NETWORK_V1 } from './shop.js';
import type { PaymentV1 } from './v1-client.js';

/** EIP-3009, in the two forms that USDC has. */
const transfers = parseAbi([
  'function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s)',
  'function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature)',
]);

type SignedTransfer = PaymentV1['payload'];

/** Reads the authorization and its signature from a mined transaction, as everybody can. */
export async function readFromChain(rpcUrl: string, hash: Hash): Promise<SignedTransfer> {
  const client = createPublicClient({ transport: http(rpcUrl) });
  const { input } = await client.getTransaction({ hash });
  const { args } = decodeFunctionData({ abi: transfers, data: input });
  const [from, to, value, validAfter, validBefore, nonce] = args;
  return {
    signature: signatureOf(args.slice(6)),
    authorization: {
      from,
      to,
      value: String(value),
      validAfter: String(validAfter),
      validBefore: String(validBefore),
      nonce,
    },
  };
}

function signatureOf(rest: readonly unknown[]): Hex {
  if (rest.length === 1) return rest[0] as Hex;
  const [v, r, s] = rest as [number, Hex, Hex];
  return serializeSignature({ r, s, yParity: v === 27 ? 0 : 1 });
}

/** The payment as a stranger can write it, with what a fresh challenge says. */
export async function rebuilt(url: string, payload: SignedTransfer): Promise<PaymentPayload> {
  const unpaid = await fetch(url, post({}));
  const required: PaymentRequired = decodePaymentRequiredHeader(
    unpaid.headers.get('payment-required') ?? '',
  );
  const [accepted] = required.accepts;
  if (accepted === undefined) throw new Error('nothing was offered');
  return { x402Version: 2, resource: required.resource, accepted, payload: { ...payload } };
}

/** The same for x402 v1. */
export function rebuiltV1(payload: SignedTransfer): PaymentV1 {
  return { x402Version: 1, scheme: 'exact', network: NETWORK_V1, payload };
}

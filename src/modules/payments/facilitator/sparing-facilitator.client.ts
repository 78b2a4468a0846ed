import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { LRUCache } from 'lru-cache';
import { type Address, type Hex, isErc6492Signature, parseAbi, type PublicClient } from 'viem';
import { readSigned } from '../networks/evm/authorization.js';
import { type Facilitator, OutOfReach } from './facilitator.js';

/** What is asked of a chain to know whose gas would be paid for. */
export type GasChain = Pick<PublicClient, 'getCode' | 'readContract'>;

/** How many payers are remembered who made a transaction fail, and for how long. */
const REMEMBERED = { max: 10_000, ttl: 10 * 60_000 };
const REVERTED = 'payer_reverted_settlement';
const TOO_CHEAP = 'eip6492_price_too_low';

/** Transactions that were mined and failed, as @x402/evm names them. */
const FAILED: ReadonlySet<unknown> = new Set([
  'invalid_exact_evm_transaction_failed',
  'smart_wallet_deployment_failed',
]);

const eip3009 = parseAbi([
  'function authorizationState(address authorizer, bytes32 nonce) view returns (bool)',
]);

/**
 * Keeps a hot wallet from paying gas that brings nothing. A contract that is asked for its signature can tell
 * a simulation from the transaction, and answer otherwise: for who made one fail, nothing is sent for a while.
 * @param own simulates a payment before it sends a transaction for it
 * @param deploysFrom below which price, in atomic units, no wallet is made for its buyer (ERC-6492)
 */
export function sparingFacilitator(
  own: Facilitator,
  chainOf: (network: string) => GasChain | undefined,
  deploysFrom: bigint,
): Facilitator {
  const reverted = new LRUCache<string, true>(REMEMBERED);
  return {
    ...own,
    verify: async (payload, requirements) => {
      const payment = readPayment(payload, requirements);
      if (payment === undefined) return own.verify(payload, requirements);
      const chain = chainOf(payment.network);
      const invalidReason = reverted.has(payment.payer)
        ? REVERTED
        : (await isTooCheap(payment, chain, deploysFrom)) && TOO_CHEAP;
      return invalidReason ? { isValid: false, invalidReason } : own.verify(payload, requirements);
    },
    settle: async (payload, requirements) => {
      const payment = readPayment(payload, requirements);
      if (payment && reverted.has(payment.payer)) {
        return { success: false, errorReason: REVERTED, sent: false };
      }
      const reply = await own.settle(payload, requirements);
      const isTheirs = payment && (await madeItFail(payment, chainOf(payment.network), reply));
      if (isTheirs) reverted.set(payment.payer, true);
      return reply;
    },
  };
}

interface GasPayment {
  readonly network: string;
  /** Of this network. */
  readonly payer: string;
  readonly address: Address;
  readonly asset: Address;
  readonly amount: bigint;
  readonly nonce: Hex;
  readonly signature: Hex;
}

function readPayment(
  { payload }: PaymentPayload,
  { network, asset, amount }: PaymentRequirements,
): GasPayment | undefined {
  const signed = readSigned({ payload });
  if (signed === undefined) return undefined;
  const { message, signature } = signed;
  const { from: address, nonce } = message;
  const payer = `${network} ${address}`;
  const [token, price] = [asset as Address, BigInt(amount)];
  return { network, payer, address, asset: token, amount: price, nonce, signature };
}

/** @throws {OutOfReach} when the chain has to be asked whether the wallet is there, and does not answer */
async function isTooCheap(
  { amount, signature, address }: GasPayment,
  chain: GasChain | undefined,
  deploysFrom: bigint,
): Promise<boolean> {
  if (amount >= deploysFrom || !isErc6492Signature(signature)) return false;
  const code = await chain?.getCode({ address }).catch((cause: unknown) => {
    throw new OutOfReach('the chain cannot be reached', { cause });
  });
  return code === undefined || code === '0x';
}

/** Unless somebody else used the authorization first. Never rejects. */
async function madeItFail(
  { asset: address, address: payer, nonce }: GasPayment,
  chain: GasChain | undefined,
  reply: unknown,
): Promise<boolean> {
  const { errorReason } = (reply ?? {}) as { readonly errorReason?: unknown };
  if (chain === undefined || !FAILED.has(errorReason)) return false;
  const question = { address, abi: eip3009, functionName: 'authorizationState' } as const;
  return chain.readContract({ ...question, args: [payer, nonce] }).then(
    (isUsed) => !isUsed,
    () => false,
  );
}

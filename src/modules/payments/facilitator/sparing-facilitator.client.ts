import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { LRUCache } from 'lru-cache';
import { type Address, type Hex, isErc6492Signature, parseAbi, type PublicClient } from 'viem';
import { readSigned } from '../networks/evm/authorization.js';
import { isPermitUsed } from '../networks/evm/permit-use.client.js';
import { readPermit } from '../networks/evm/permit.js';
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
  'invalid_upto_evm_transaction_failed',
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
  readonly amount: bigint;
  readonly signature: Hex;
  /** Whether the chain has it as used. */
  isUsed(chain: GasChain): Promise<boolean>;
}

function readPayment(
  { payload }: PaymentPayload,
  { network, asset, amount }: PaymentRequirements,
): GasPayment | undefined {
  const [token, price] = [asset as Address, BigInt(amount)];
  const of = (address: Address) => ({ network, payer: `${network} ${address}`, address });
  const permit = readPermit({ payload });
  if (permit !== undefined) {
    const { from, nonce } = permit.permit;
    const isUsed = (chain: GasChain) => isPermitUsed(chain, from, nonce);
    return { ...of(from), amount: price, signature: permit.signature, isUsed };
  }
  const signed = readSigned({ payload });
  if (signed === undefined) return undefined;
  const { from, nonce } = signed.message;
  const question = { address: token, abi: eip3009, functionName: 'authorizationState' } as const;
  const isUsed = (chain: GasChain) => chain.readContract({ ...question, args: [from, nonce] });
  return { ...of(from), amount: price, signature: signed.signature, isUsed };
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
  payment: GasPayment,
  chain: GasChain | undefined,
  reply: unknown,
): Promise<boolean> {
  const { errorReason } = (reply ?? {}) as { readonly errorReason?: unknown };
  if (chain === undefined || !FAILED.has(errorReason)) return false;
  return payment.isUsed(chain).then(
    (isUsed) => !isUsed,
    () => false,
  );
}

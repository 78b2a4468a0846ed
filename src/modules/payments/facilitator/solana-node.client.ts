import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { solanaRpc } from '../../../common/solana/index.js';
import type { GasMoney } from './facilitator.js';

const TRIES = 2;
const FIRST_POLL_MS = 250;
const SLOWEST_POLL_MS = 1_000;
/** What a wallet keeps to stay on the chain: an account without data pays rent for two years at once. */
const RENT_LAMPORTS = 890_880n;
const SIGNATURES = 2n;
const LAMPORTS_PER_SIGNATURE = 5_000n;
const MICRO = 1_000_000n;

const simulation = z.object({ value: z.object({ err: z.unknown() }) });
const statuses = z.object({
  value: z
    .array(z.object({ err: z.unknown(), confirmationStatus: z.string().nullish() }).nullable())
    .length(1),
});
const lamports = z.object({ value: z.int().min(0) });

/** A transaction was carried out, and failed. */
export class FailedOnChain extends Error {
  override readonly name = 'FailedOnChain';
}

/** What settling asks of a node of Solana. Rejects when that does not answer. */
export interface SolanaNode {
  /** Undefined when the transaction would succeed; else why not, in the node's words. */
  simulate(transaction: string, options: object): Promise<string | undefined>;
  /** @returns its id */
  send(transaction: string): Promise<string>;
  /** @throws {FailedOnChain} @throws Error when it is not confirmed within `timeoutMs` */
  confirm(id: string, timeoutMs: number): Promise<void>;
  /** Lamports. */
  balance(address: string): Promise<bigint>;
}

/** The node at `url`. */
export function solanaNode(url: string, timeoutMs: number): SolanaNode {
  const rpc = solanaRpc(url, { timeoutMs, tries: TRIES });
  return {
    simulate: async (transaction, options) => {
      const { value } = await rpc('simulateTransaction', [transaction, options], simulation);
      return value.err == null ? undefined : JSON.stringify(value.err);
    },
    // Sent again by a second try it is the same transaction, which is carried out once.
    send: (transaction) => {
      const options = { encoding: 'base64', skipPreflight: true, preflightCommitment: 'confirmed' };
      return rpc('sendTransaction', [transaction, options], z.string().min(64).max(88));
    },
    confirm: async (id, patienceMs) => {
      const timeUp = performance.now() + patienceMs;
      for (let pause = FIRST_POLL_MS; performance.now() < timeUp;) {
        const [status] = (await rpc('getSignatureStatuses', [[id]], statuses)).value;
        if (status?.err != null) throw new FailedOnChain(JSON.stringify(status.err));
        const { confirmationStatus } = status ?? {};
        if (confirmationStatus === 'confirmed' || confirmationStatus === 'finalized') return;
        await sleep(pause);
        pause = Math.min(pause * 1.5, SLOWEST_POLL_MS);
      }
      throw new Error('the transaction is not confirmed in time');
    },
    balance: async (address) => {
      const { value } = await rpc('getBalance', [address, { commitment: 'confirmed' }], lamports);
      return BigInt(value);
    },
  };
}

/** What fees may be taken of one transaction. */
export interface FeeLimits {
  readonly maxPriorityFeeMicroLamports: number;
  readonly maxComputeUnits: number;
}

/** What the wallet pays fees with, beyond what it keeps to stay on the chain. */
export async function readGas(
  node: SolanaNode,
  address: string,
  { maxPriorityFeeMicroLamports, maxComputeUnits }: FeeLimits,
): Promise<GasMoney> {
  const held = await node.balance(address);
  const priority = (BigInt(maxPriorityFeeMicroLamports) * BigInt(maxComputeUnits)) / MICRO;
  return {
    balance: held > RENT_LAMPORTS ? held - RENT_LAMPORTS : 0n,
    perSettlement: SIGNATURES * LAMPORTS_PER_SIGNATURE + priority,
  };
}

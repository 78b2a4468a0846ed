import { tokenAccountOf } from '../../common/solana/index.js';
import {
  accountAt,
  asOf,
  blockAt,
  mentionOf,
  simulated,
  statusOf,
  tokenAmount,
  transactionOf,
} from './rpc-answers.js';
import type { Landed, Ledger } from './ledger.js';
import type { Machine } from './machine.js';
import type { SlotClock } from './slot-clock.js';

const MAX_ROWS = 1_000;
const FEE = 10_000;

/** Answers one question, by its parameters. */
export type RpcMethod = (...params: readonly never[]) => unknown;
type Methods = Readonly<Record<string, RpcMethod>>;

interface Options {
  readonly commitment?: string;
  readonly sigVerify?: boolean;
}

/** The parts of a chain. */
export interface SolanaParts {
  /** Hash of the first block. */
  readonly genesis: string;
  readonly clock: SlotClock;
  readonly machine: Machine;
  readonly ledger: Ledger;
}

/** What the node can be asked, as https://solana.com/docs/rpc has it: as much as buyers and sellers use. */
export function solanaMethods(parts: SolanaParts): Methods {
  return { ...ofBlocks(parts), ...ofAccounts(parts), ...ofTransactions(parts), ...ofOwner(parts) };
}

function ofBlocks({ genesis, clock }: SolanaParts): Methods {
  const slotOf = ({ commitment = 'finalized' }: Options = {}) =>
    commitment === 'finalized' ? clock.finalSlot : clock.slot;
  return {
    getHealth: () => 'ok',
    getVersion: () => ({ 'solana-core': 'coinslot-sandbox', 'feature-set': 0 }),
    getGenesisHash: () => genesis,
    getSlot: (options?: Options) => slotOf(options),
    getBlockHeight: (options?: Options) => slotOf(options),
    getBlockTime: (slot: number) => clock.timeOf(slot),
    getBlock: (slot: number) => blockAt(clock, slot),
    getLatestBlockhash: (options?: Options) => {
      const slot = slotOf(options);
      const lastValidBlockHeight = slot + clock.lifetime;
      return asOf(slot, { blockhash: clock.hashOf(slot), lastValidBlockHeight });
    },
    isBlockhashValid: (hash: string, options?: Options) => {
      const slot = slotOf(options);
      return asOf(slot, clock.isLive(hash, slot));
    },
  };
}

function ofAccounts({ clock, machine }: SolanaParts): Methods {
  const now = (value: unknown) => asOf(clock.slot, value);
  return {
    getBalance: (at: string) => now(Number(machine.lamportsOf(at))),
    getMinimumBalanceForRentExemption: (bytes: number) => Number(machine.rentOf(bytes)),
    getAccountInfo: (at: string) => now(accountAt(machine, at)),
    getMultipleAccounts: (all: readonly string[]) => now(all.map((at) => accountAt(machine, at))),
    getTokenAccountBalance: (at: string) => now(tokenAmount(machine, at)),
  };
}

function ofTransactions({ clock, ledger }: SolanaParts): Methods {
  const now = (value: unknown) => asOf(clock.slot, value);
  return {
    getFeeForMessage: () => now(FEE),
    simulateTransaction: (wire: string, options?: Options) =>
      now(simulated(ledger.simulate(wire, options?.sigVerify === true))),
    sendTransaction: (wire: string) => ledger.send(wire),
    getSignatureStatuses: (ids: readonly string[]) =>
      now(ids.map((id) => statusOf(clock, ledger.find(id)))),
    getSignaturesForAddress: (at: string, page?: Page) =>
      pageOf(ledger.mentioning(at), page).map((landed) => mentionOf(clock, landed)),
    getTransaction: (id: string) => transactionOf(clock, ledger.find(id)),
  };
}

/** What only a chain of one's own can be told: money from nowhere, and time. */
function ofOwner({ clock, machine, ledger }: SolanaParts): Methods {
  return {
    local_giveSol: (to: string, lamports: string) => {
      ledger.apply({ kind: 'sol', to, lamports });
      return true;
    },
    local_giveTokens: (mint: string, to: string, amount: string) => {
      ledger.apply({ kind: 'tokens', mint, to, amount });
      return true;
    },
    local_tokens: (mint: string, owner: string) =>
      (machine.tokensAt(tokenAccountOf(owner, mint))?.amount ?? 0n).toString(),
    local_oldBlockhash: () => clock.hashOf(clock.slot - 2 * clock.lifetime),
    local_expire: () => {
      clock.expireHashes();
      return true;
    },
    local_hold: () => {
      ledger.hold();
      return true;
    },
    local_release: () => {
      ledger.release();
      return true;
    },
  };
}

interface Page {
  readonly limit?: number;
  readonly before?: string;
  readonly until?: string;
}

function pageOf(rows: readonly Landed[], { limit = MAX_ROWS, before, until }: Page = {}) {
  const at = (id: string | undefined) => rows.findIndex(({ sent }) => sent.id === id);
  const begin = before === undefined ? 0 : at(before) + 1;
  const end = until === undefined || at(until) < 0 ? rows.length : at(until);
  return rows.slice(begin, end).slice(0, limit);
}

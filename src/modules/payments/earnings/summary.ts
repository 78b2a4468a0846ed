import { formatUsdc } from '../../../common/money/index.js';
import type { JournalKind, LedgerAccount } from '../ledger/journal.js';
import type { LedgerEntry } from '../ledger/ledger-entry.entity.js';

/** The entries of one account and kind, added up. */
export interface AccountTotal {
  readonly network: string;
  readonly asset: string;
  readonly kind: JournalKind;
  readonly account: LedgerAccount;
  readonly entries: number;
  /** Atomic units of the asset; debits are positive. */
  readonly amount: bigint;
}

/**
 * What the journals of a period say of one network and asset, as decimal strings of USDC:
 * `net` = `gross` − `fees` − `refunded` − `refundsOwed`.
 */
export interface NetworkEarnings {
  readonly network: string;
  readonly asset: string;
  /** Settled calls, less those whose payment vanished from the chain. */
  readonly calls: number;
  /** What buyers paid, less what vanished from the chain. */
  readonly gross: string;
  /** What became owed to the platform, less what it gave up for refunds. */
  readonly fees: string;
  /** Refunds that reached buyers. */
  readonly refunded: string;
  /** Refunds that became owed, less those that were paid. */
  readonly refundsOwed: string;
  readonly net: string;
}

/** The earnings of each network and asset, in the order of `totals`. */
export function summarise(totals: readonly AccountTotal[]): NetworkEarnings[] {
  const groups = new Map<string, AccountTotal[]>();
  for (const total of totals) {
    const key = JSON.stringify([total.network, total.asset]);
    groups.set(key, [...(groups.get(key) ?? []), total]);
  }
  return [...groups.values()].flatMap(earningsOf);
}

function earningsOf(totals: readonly AccountTotal[]): NetworkEarnings[] {
  const [first] = totals;
  if (first === undefined) return [];
  const balance = (account: LedgerAccount, kind?: JournalKind) =>
    totals
      .filter((total) => total.account === account && (kind ?? total.kind) === total.kind)
      .reduce((sum, { amount }) => sum + amount, 0n);
  const count = (kind: JournalKind) =>
    totals.find((total) => total.kind === kind && total.account === 'wallet')?.entries ?? 0;
  return [
    {
      network: first.network,
      asset: first.asset,
      // Every settlement and every reversal has one line in `wallet`.
      calls: count('settlement') - count('settlement_reversed'),
      gross: formatUsdc(balance('wallet', 'settlement') + balance('wallet', 'settlement_reversed')),
      fees: formatUsdc(-balance('platform_fee')),
      refunded: formatUsdc(-balance('wallet', 'refund_paid')),
      refundsOwed: formatUsdc(-balance('refunds_owed')),
      net: formatUsdc(-balance('revenue') - balance('refunds')),
    },
  ];
}

/** A ledger entry as the API shows it. */
export function toEntryLine(entry: LedgerEntry) {
  const { id, journalId, kind, account, network, asset } = entry;
  const amount = formatUsdc(entry.amount);
  return {
    id,
    journalId,
    kind,
    account,
    network,
    asset,
    amount,
    createdAt: entry.createdAt.toISOString(),
  };
}

export type EntryLine = ReturnType<typeof toEntryLine>;

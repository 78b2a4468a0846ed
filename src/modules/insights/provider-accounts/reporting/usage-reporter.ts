import type { ProviderSession } from '../../../integrations/index.js';
import type { Day } from '../../series/period.js';
import type { AccountDocument } from './documents.js';

/** What a reporter asks with: its questions are counted one by one. */
export type ReportSession = Pick<ProviderSession, 'get' | 'post' | 'inputs' | 'now'>;

/** Whole UTC days: `from` belongs to them, `to` does not. */
export interface Window {
  readonly from: Day;
  readonly to: Day;
}

/**
 * By what a provider tells the same use apart. `fine`: by workspace and model, from which all sums are made.
 * The others have to come to the same sums.
 */
export type Cut = 'fine' | 'key' | 'product';

/** Kinds of tokens, none of which is contained in another. */
export type TokenKind = 'input' | 'output' | 'cacheRead' | 'cacheWrite';

/**
 * A part of what a provider counted in one UTC day. Any number of entries may tell of the same day and
 * dimensions, each a part of it: the database adds them up.
 */
export interface UsageEntry {
  readonly cut: Cut;
  readonly day: Day;
  /** Ids as the provider has them; null for what belongs to none. Those of other cuts are left out. */
  readonly workspace?: string | null;
  readonly model?: string | null;
  readonly key?: string | null;
  readonly product?: string | null;
  /** A whole number; null when nobody knows, left out when this entry does not tell of requests. */
  readonly requests?: string | null;
  /** Whole numbers; those left out are 0, unless the report says that they are untold. */
  readonly tokens?: Partial<Readonly<Record<TokenKind, string>>>;
  /** US dollars, a decimal number of any exactness; null and left out as for requests. */
  readonly cost?: string | null;
  /** The same before discounts. */
  readonly listCost?: string | null;
}

/** What a provider counted in a window. */
export interface UsageReport {
  readonly entries: readonly UsageEntry[];
  /** The day after the last that is told of: not after the end of the window. */
  readonly to: Day;
  /** Up to when everything is in it, as the provider says; null when it does not say. */
  readonly asOf: Date | null;
  /** Kinds of tokens that the provider does not tell apart: nobody knows how many there were. */
  readonly untold?: readonly TokenKind[];
}

/** What one person, or one key, did with a coding tool in one UTC day. */
export interface CodingEntry {
  readonly actor: { readonly kind: 'user' | 'api_key' | 'other'; readonly name: string };
  /** Whole numbers. */
  readonly sessions: string;
  readonly linesAdded: string;
  readonly linesRemoved: string;
  readonly commits: string;
  readonly pullRequests: string;
  readonly tokens: Readonly<Record<TokenKind, string>>;
  /** US dollars, as the provider estimates; null when it does not say. */
  readonly cost: string | null;
}

/**
 * Contract: reads what accounts at one provider use and cost. It asks and understands; when it is asked,
 * what is kept and what becomes of failures is not its concern.
 *
 * Each method asks with the session that it gets, and with nothing else; every question counts against the
 * bound of a run, so none asks more than it has to. It throws a `ReportFailure` when an answer is no
 * good, and lets `ProviderUnreachable` pass. Distrust belongs here: what is given back is kept.
 */
export interface UsageReporter {
  /** Of the connections that it reads. */
  readonly provider: string;
  /** How many days one question may span. */
  readonly windowDays: number;

  /** The first day that the provider still tells of; null when it tells of no days. */
  earliest(today: Day): Day | null;

  /**
   * Asked first: the provider's id of the account, so that the figures of two never mix; null when there is
   * none.
   * @throws {ReportFailure} `no_account` when the key sees none, `refused` when it is no good any more
   */
  identify(session: ReportSession): Promise<string | null>;

  /** What there is to know beside figures, one document after the other as it is read. */
  documents(session: ReportSession): AsyncIterable<AccountDocument>;

  /**
   * What was counted in a window of at most {@link windowDays}.
   * @throws {WindowTooLarge} when it has more rows than are read at once
   */
  usage(session: ReportSession, window: Window): Promise<UsageReport>;

  /** What was done with a coding tool in a UTC day; undefined where the provider does not report it. */
  codingDay?(session: ReportSession, day: Day): Promise<readonly CodingEntry[] | undefined>;
}

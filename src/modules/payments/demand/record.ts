import { crc32 } from 'node:zlib';

/**
 * What became of one request to a paid route. `challenged`: it was told the price. `tried`: it brought a
 * payment. `refused`: that payment was refused.
 */
export const DEMAND_STAGES = ['challenged', 'tried', 'refused'] as const;
export type DemandStage = (typeof DEMAND_STAGES)[number];

/** One answer of a paid route, to be counted. */
export interface DemandRecord {
  /** Quarters of an hour since 1970: every midnight of every zone begins one. */
  readonly quarter: number;
  readonly stage: DemandStage;
  readonly ownerId: string;
  /** Null for routes that sell something else than resources. */
  readonly resourceId: string | null;
  /** Whose user agent calls itself a crawler or the like; only who asks the price is judged by it. */
  readonly isBot: boolean;
  /** The wallet that the payment names; null for none. */
  readonly payer: string | null;
  /** Why the payment was refused; null for all else. */
  readonly reason: string | null;
  /** 1; -1 takes a try back that turned out to be the repetition of another. */
  readonly count: 1 | -1;
}

/** Records that are alike but for how many there are. */
export type Counted = Omit<DemandRecord, 'count'> & { readonly count: number };

/** What was read of a spool. */
export interface Reading {
  readonly counts: readonly Counted[];
  /** How much of the bytes is dealt with; what follows may be the beginning of a record. */
  readonly bytes: number;
  /** Lines that are no records. */
  readonly unreadable: number;
}

export const QUARTER_MS = 900_000;
/** Longer than any record. */
export const MAX_LINE = 512;

const LETTERS = { challenged: 'c', tried: 't', refused: 'r' } as const;
const STAGES = new Map(DEMAND_STAGES.map((stage) => [LETTERS[stage] as string, stage]));
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ID = new RegExp(`^${UUID}$`);
const PAYER = /^[A-Za-z0-9][\w:.-]{0,127}$/;
const REASON = /^[a-z0-9][a-z0-9_]{0,63}$/;
const LINE = new RegExp(
  `^([ctr])([+-]) ([0-9a-z]{1,8}) (${UUID}) (${UUID}|-) ([bc]) (\\S{1,128}) (\\S{1,64}) ([0-9a-f]{1,8})$`,
);
const NEW_LINE = 0x0a;

/** Whether a text can be the id of an owner or a resource in a record. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** A record as one line of a spool, with a checksum: what was torn or overwritten is not taken for another. */
export function lineOf(record: DemandRecord): string {
  const { quarter, stage, ownerId, resourceId, isBot, payer, reason, count } = record;
  const text = [
    `${LETTERS[stage]}${count === 1 ? '+' : '-'}`,
    quarter.toString(36),
    ownerId,
    resourceId ?? '-',
    isBot ? 'b' : 'c',
    payer !== null && PAYER.test(payer) ? payer : '-',
    reason !== null && REASON.test(reason) ? reason : '-',
  ].join(' ');
  return `${text} ${crc32(text).toString(16)}\n`;
}

/** A record from its line without the line's end; undefined for what is none. */
function readLine(line: string): DemandRecord | undefined {
  const parts = LINE.exec(line);
  if (parts === null) return undefined;
  const [, letter = '', sign, quarter = '', ownerId = '', resourceId, who, payer, reason, sum] =
    parts;
  const stage = STAGES.get(letter);
  const text = line.slice(0, line.lastIndexOf(' '));
  if (stage === undefined || crc32(text).toString(16) !== sum) return undefined;
  return {
    quarter: Number.parseInt(quarter, 36),
    stage,
    ownerId,
    resourceId: orNull(resourceId),
    isBot: who === 'b',
    payer: orNull(payer),
    reason: orNull(reason),
    count: sign === '+' ? 1 : -1,
  };
}

/** Adds up the records in `bytes`, which begin where a record does. It never fails, whatever they hold. */
export function readRecords(bytes: Buffer): Reading {
  const tally = new Map<string, number>();
  let at = 0;
  for (let end = bytes.indexOf(NEW_LINE); end >= 0; end = bytes.indexOf(NEW_LINE, at)) {
    // What is too long for a record is none, and is not kept.
    const line = end - at > MAX_LINE ? '' : bytes.toString('latin1', at, end);
    tally.set(line, (tally.get(line) ?? 0) + 1);
    at = end + 1;
  }
  const { counts, unreadable } = addUp(tally);
  const isLost = bytes.length - at > MAX_LINE;
  return { counts, unreadable: unreadable + (isLost ? 1 : 0), bytes: isLost ? bytes.length : at };
}

/** @param tally how often there is which line, without its end */
export function addUp(tally: ReadonlyMap<string, number>): Pick<Reading, 'counts' | 'unreadable'> {
  const counts: Counted[] = [];
  let unreadable = 0;
  for (const [line, times] of tally) {
    const record = readLine(line);
    if (record === undefined) unreadable += times;
    else counts.push({ ...record, count: record.count * times });
  }
  return { counts, unreadable };
}

function orNull(text: string | undefined): string | null {
  return text === undefined || text === '-' ? null : text;
}

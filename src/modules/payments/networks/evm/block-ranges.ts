/** Blocks from `first` to `last`, both included. */
export interface BlockRange {
  readonly first: bigint;
  readonly last: bigint;
}

/** What was read of a range, and how far that went. */
export interface RangesRead<T> {
  readonly found: readonly T[];
  /** Last block that was read; before `first` when none could be. */
  readonly readTo: bigint;
}

/** How a range is read in parts. */
export interface RangeReader<T> {
  read(part: BlockRange): Promise<readonly T[]>;
  /** Whether an error says that the part is too large for the node. */
  isTooLarge(error: unknown): boolean;
  /** Stops once something was found. */
  readonly untilFound: boolean;
}

/** What public nodes answer `eth_getLogs` for in one request. */
const PART_BLOCKS = 1_000n;
/** A node that refuses so few blocks has another reason. */
const SMALLEST_PART = 10n;
const MAX_REQUESTS = 10;

/**
 * Reads a range from its beginning in parts of at most 1,000 blocks, with at most 10 requests. A part
 * that the node refuses is read in smaller ones.
 * @throws what `read` throws for anything else
 */
export async function readRanges<T>(
  { first, last }: BlockRange,
  { read, isTooLarge, untilFound }: RangeReader<T>,
): Promise<RangesRead<T>> {
  const found: T[] = [];
  let readTo = first - 1n;
  let size = PART_BLOCKS;
  for (let requests = 0; requests < MAX_REQUESTS && readTo < last; requests += 1) {
    const part = { first: readTo + 1n, last: min(last, readTo + size) };
    try {
      found.push(...(await read(part)));
      readTo = part.last;
    } catch (error) {
      if (!isTooLarge(error) || size <= SMALLEST_PART) throw error;
      size = max(SMALLEST_PART, size / 4n);
    }
    if (untilFound && found.length > 0) break;
  }
  return { found, readTo };
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

import type { Cell } from './day-line.js';
import { type Bound, type Figure, figureOf, type KnownValue, type Parts } from './series.js';

/** Numbers below it, and the sum of two of them, are exact. */
const SAFE = 2 ** 52;

/** A row of sums, each exact however large it becomes. */
export class Tallies {
  private readonly values: Float64Array;
  /** What does not fit there. */
  private readonly large = new Map<number, bigint>();
  private readonly parts: Float64Array;
  private readonly seen: Uint8Array;

  /**
   * @param length how many sums there are
   * @param decimals values are whole numbers of 10^-decimals
   */
  constructor(
    length: number,
    private readonly decimals: number,
    private readonly bound: Bound,
  ) {
    this.values = new Float64Array(length);
    this.parts = new Float64Array(3 * length);
    this.seen = new Uint8Array(length);
  }

  /** Adds a cell to one of the sums. */
  add(at: number, { value, priced, free, unknown }: Cell): void {
    const sum = (this.values[at] ?? 0) + (typeof value === 'number' ? value : 0);
    const isLarge = sum > SAFE || sum < -SAFE;
    this.values[at] = isLarge ? 0 : sum;
    if (isLarge) this.addLarge(at, BigInt(sum));
    if (typeof value === 'bigint') this.addLarge(at, value);
    const part = 3 * at;
    this.parts[part] = (this.parts[part] ?? 0) + priced;
    this.parts[part + 1] = (this.parts[part + 1] ?? 0) + free;
    this.parts[part + 2] = (this.parts[part + 2] ?? 0) + unknown;
    this.seen[at] = 1;
  }

  /** Whether anything was added to a sum. */
  has(at: number): boolean {
    return this.seen[at] === 1;
  }

  /** A sum as a whole number of 10^-decimals. */
  sum(at: number): bigint {
    return BigInt(this.values[at] ?? 0) + (this.large.get(at) ?? 0n);
  }

  /** A sum with its parts. */
  figure(at: number): Figure {
    return figureOf(this.text(at), this.partsAt(at), this.bound);
  }

  /** A sum without its parts; undefined where nothing was added. */
  known(at: number): KnownValue | undefined {
    if (!this.has(at)) return undefined;
    const { priced, free, unknown } = this.partsAt(at);
    if (unknown === 0) return { value: this.text(at), certainty: 'exact' };
    if (priced + free === 0) return { value: null, certainty: 'unknown' };
    return { value: this.text(at), certainty: this.bound };
  }

  private partsAt(at: number): Parts {
    const part = 3 * at;
    return {
      priced: this.parts[part] ?? 0,
      free: this.parts[part + 1] ?? 0,
      unknown: this.parts[part + 2] ?? 0,
    };
  }

  private addLarge(at: number, value: bigint): void {
    this.large.set(at, (this.large.get(at) ?? 0n) + value);
  }

  /** As a decimal number without needless zeros. */
  private text(at: number): string {
    const sum = this.large.has(at) ? this.sum(at) : (this.values[at] ?? 0);
    return decimalText(String(sum), this.decimals);
  }
}

function decimalText(digits: string, decimals: number): string {
  if (decimals === 0) return digits;
  const sign = digits.startsWith('-') ? '-' : '';
  const padded = digits.slice(sign.length).padStart(decimals + 1, '0');
  const point = padded.length - decimals;
  let end = padded.length;
  while (end > point && padded[end - 1] === '0') end -= 1;
  const whole = padded.slice(0, point);
  return end === point ? sign + whole : `${sign}${whole}.${padded.slice(point, end)}`;
}

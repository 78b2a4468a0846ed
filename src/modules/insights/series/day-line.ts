/**
 * Days of one dimension as one text: PostgreSQL hands over, and keeps, a month or a year of days faster so than as
 * rows. A day may stand in several lines; what they say of it is added up.
 */
export interface DayLine {
  /** Null for what belongs to none. */
  readonly dimension: string | null;
  /** How many days after the period begins the day is that `days` calls 0; negative for one before. */
  readonly first: number;
  /** No value has more digits after its point. */
  readonly decimals: number;
  /** Values of `days` are whole numbers of 10^-scale; with 0 they stand there as they are. */
  readonly scale: number;
  /**
   * `3 12.5 4 0 1 5 0 0 2 0`, five words for each day: its number, the sum of what is known, and of how many parts
   * it is made that are priced, free and unknown.
   */
  readonly days: string;
}

/** What is summed up of a day. */
export interface Cell {
  /** How many days after the period begins. */
  readonly day: number;
  /** A whole number of 10^-decimals; a bigint where no number of JavaScript is exact. */
  readonly value: number | bigint;
  readonly priced: number;
  readonly free: number;
  readonly unknown: number;
}

/** So many digits are exact in a number. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, at) => 10 ** at);
const [SPACE, MINUS, POINT, ZERO] = [0x20, 0x2d, 0x2e, 0x30];

/** Reads a line day after day, and is the day that it has read: a year of many dimensions makes no objects. */
export class DayLineReader implements Cell {
  day = 0;
  value: number | bigint = 0;
  priced = 0;
  free = 0;
  unknown = 0;
  private at = 0;
  private readonly text: string;
  private readonly first: number;
  /** By how many digits a value without a point is too short. */
  private readonly shift: number;

  /** @param decimals the digits after the point that values are whole numbers of */
  constructor({ days, first, scale }: DayLine, decimals: number) {
    this.text = days;
    this.first = first;
    this.shift = decimals - scale;
  }

  /** @returns whether there was another day */
  next(): boolean {
    if (this.at >= this.text.length) return false;
    this.day = this.first + this.whole();
    this.value = this.amount();
    this.priced = this.whole();
    this.free = this.whole();
    this.unknown = this.whole();
    return true;
  }

  private whole(): number {
    let [sign, value] = [1, 0];
    for (let code = this.code(); code > SPACE; code = this.code()) {
      if (code === MINUS) sign = -1;
      else value = value * 10 + code - ZERO;
    }
    return sign * value;
  }

  private amount(): number | bigint {
    const start = this.at;
    let [sign, value, digits, whole] = [1, 0, 0, -1];
    for (let code = this.code(); code > SPACE; code = this.code()) {
      if (code === MINUS) sign = -1;
      else if (code === POINT) whole = digits;
      else {
        value = value * 10 + code - ZERO;
        digits += 1;
      }
    }
    const shift = this.shift - (whole === -1 ? 0 : digits - whole);
    if (digits + shift <= EXACT_DIGITS) return sign * value * (POWERS[shift] ?? 1);
    const word = this.text.slice(start, this.at - 1);
    return BigInt(word.replace('.', '')) * 10n ** BigInt(shift);
  }

  /** A space at the end of the text as well. */
  private code(): number {
    const code = this.at < this.text.length ? this.text.charCodeAt(this.at) : SPACE;
    this.at += 1;
    return code;
  }
}

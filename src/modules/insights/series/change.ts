import type { Figure } from './series.js';

/** Digits after the point that a ratio is told with. */
const DIGITS = 6;

/**
 * By how much a figure changed against the one before, as a part of that one: `0.25` for a quarter more. It is
 * calculated exactly and rounded once, to six digits.
 * @returns null where there is no such ratio: the one before was 0, or one of the two is not known exactly
 */
export function changeOf(now: Figure, before: Figure | undefined): string | null {
  if (before === undefined || now.certainty !== 'exact' || before.certainty !== 'exact')
    return null;
  const [a, b] = aligned(now.value ?? '0', before.value ?? '0');
  return quotient(a - b, magnitude(b));
}

/** Which part of a figure another is, exactly but for six digits; null as for {@link changeOf}. */
export function shareOf(part: Figure, whole: Figure): string | null {
  if (part.certainty !== 'exact' || whole.certainty !== 'exact') return null;
  return quotient(...aligned(part.value ?? '0', whole.value ?? '0'));
}

function quotient(dividend: bigint, divisor: bigint): string | null {
  if (divisor === 0n) return null;
  const [up, down] = [dividend * 10n ** BigInt(DIGITS), magnitude(divisor)];
  const rounded = (magnitude(up) * 2n + down) / (down * 2n);
  return decimal(up < 0n !== divisor < 0n ? -rounded : rounded);
}

/** The two without their points. */
function aligned(...texts: readonly [string, string]): readonly [bigint, bigint] {
  const decimals = Math.max(...texts.map((text) => fractionOf(text).length));
  const scaled = (text: string) =>
    BigInt(`${text.split('.', 1)[0] ?? ''}${fractionOf(text).padEnd(decimals, '0')}`);
  return [scaled(texts[0]), scaled(texts[1])];
}

function fractionOf(text: string): string {
  return text.split('.')[1] ?? '';
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function decimal(scaled: bigint): string {
  const digits = magnitude(scaled)
    .toString()
    .padStart(DIGITS + 1, '0');
  const fraction = digits.slice(-DIGITS).replace(/0{1,6}$/, '');
  const text = digits.slice(0, -DIGITS) + (fraction === '' ? '' : `.${fraction}`);
  return scaled < 0n ? `-${text}` : text;
}

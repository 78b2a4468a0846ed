/** What is looked at: eight weeks, so that a bad one does not count much and an old one not for long. */
const MAX_WEEKS = 8;
const WEEK = 7;
/** A week counts for this part of the one after it, in hundredths. */
const WEEK_WEIGHT = 85n;
/** A trend is told from this many weeks on; fewer show chance. */
const TREND_WEEKS = 4;
/** A trend counts when so many of five pairs of weeks agree on its direction. */
const AGREEING = 4;
/** How much of the trend a day keeps of the day before, in thousandths: no trend goes on for ever. */
const DAMPING = 970n;
/** So many weeks in which all days are alike are added to what weekdays show. */
const EVEN_WEEKS = 2n;
const SCALE = 1_000_000n;

/**
 * What the days that follow are expected to come to: the level of the last weeks, spread over the days of a week
 * as they are used to be, with a trend that fades. Nothing is expected below zero where nothing was below it.
 * @param history amounts of consecutive days, the latest last; at least a week
 * @param count how many days follow the latest
 * @returns one amount a day, in the unit of the history
 */
export function expectedDays(history: readonly bigint[], count: number): bigint[] {
  const weeks = weeksOf(history);
  const weights = weeks.map(
    (_, age) => WEEK_WEIGHT ** BigInt(age) * 100n ** BigInt(MAX_WEEKS - age),
  );
  const sums = weeks.map(total);
  const trend = weeks.length < TREND_WEEKS ? 0n : medianSlope(sums);
  const level = meanOf(
    sums.map((sum, age) => sum + trend * BigInt(age)),
    weights,
  );
  const shares = sharesOf(weeks, weights);
  const floor = history.some((amount) => amount < 0n) ? undefined : 0n;
  const fading = fadingOf(count);
  return Array.from({ length: count }, (_, ahead) => {
    const week = level + (trend * (fading[ahead] ?? 0n)) / (SCALE * BigInt(WEEK));
    const expected = (week * (shares[ahead % WEEK] ?? 0n)) / SCALE;
    return floor !== undefined && expected < floor ? floor : expected;
  });
}

/** The weeks up to the latest day, the latest first; the days of each stand in their order. */
function weeksOf(history: readonly bigint[]): bigint[][] {
  const count = Math.min(MAX_WEEKS, Math.floor(history.length / WEEK));
  return Array.from({ length: count }, (_, age) => {
    const end = history.length - age * WEEK;
    return history.slice(end - WEEK, end);
  });
}

/**
 * By how much a week exceeds the one before: the median over all pairs of weeks (Theil and Sen), which a few odd
 * weeks do not move. None, where the pairs do not agree on its direction.
 */
function medianSlope(sums: readonly bigint[]): bigint {
  const slopes = sums.flatMap((newer, at) =>
    sums.slice(at + 1).map((older, further) => (newer - older) / BigInt(further + 1)),
  );
  const slope = medianOf(slopes);
  const agreeing = slopes.filter((each) => (slope < 0n ? each < 0n : each > 0n));
  return agreeing.length * 5 >= AGREEING * slopes.length ? slope : 0n;
}

/** Which part of a week falls on each of its days, of 10^6; the first is the day after the latest. */
function sharesOf(weeks: readonly (readonly bigint[])[], weights: readonly bigint[]): bigint[] {
  const even = SCALE / BigInt(WEEK);
  const days = Array.from({ length: WEEK }, (_, day) =>
    meanOf(
      weeks.map((week) => week[day] ?? 0n),
      weights,
    ),
  );
  const all = total(days);
  if (all <= 0n || days.some((day) => day < 0n)) return days.map(() => even);
  const seen = BigInt(weeks.length);
  return days.map(
    (day) => (((day * SCALE) / all) * seen + even * EVEN_WEEKS) / (seen + EVEN_WEEKS),
  );
}

/** For each day ahead, over how many days the trend has gone on, of 10^6: its middle was four days ago. */
function fadingOf(count: number): bigint[] {
  const fading: bigint[] = [];
  let [sum, step] = [0n, SCALE];
  for (let day = 1; day < count + 4; day += 1) {
    step = (step * DAMPING) / 1_000n;
    sum += step;
    if (day >= 4) fading.push(sum);
  }
  return fading;
}

function meanOf(values: readonly bigint[], weights: readonly bigint[]): bigint {
  return total(values.map((value, at) => value * (weights[at] ?? 0n))) / total(weights);
}

/** Of the two in the middle, the mean. */
export function medianOf(values: readonly bigint[]): bigint {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0n;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0n) + upper) / 2n;
}

/** The sum. */
export function total(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}

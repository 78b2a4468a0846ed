import type { Schema } from '../../api/index.ts';
import type { Day, Series } from '../../design/index.ts';

/** A report of insights, as the API answers it. */
export type Report = Schema<'ReportDto'>;
/** What a report is parted by: a resource, a model, a workspace; or all that is left. */
export type Dimension = Schema<'DimensionDto'>;

const COLORS = ['chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5'] as const;
const WHOLE = 'whole';
// Ids of providers can be any text, but none begins with a space.
const OTHER = ' other';
const NOBODY = ' nobody';

/**
 * One colour for each dimension, one in all where it is not parted. The largest come first; colours go by ids, so
 * that a model has the same one in charts beside each other.
 */
export function seriesOf({ dimensions }: Report, whole: string, nobody: string): Series[] {
  if (dimensions.length === 0) return [{ id: WHOLE, name: whole, color: 'chart-1' }];
  const keys = dimensions.map(({ id, isOther }) => keyOf(id, isOther));
  const alike = keys.filter((key) => key !== OTHER && key !== NOBODY).toSorted();
  return dimensions.map((dimension, at) => ({
    id: keys[at] ?? OTHER,
    name: dimensionName(dimension, nobody),
    color: COLORS[alike.indexOf(keys[at] ?? OTHER)] ?? 'chart-other',
  }));
}

/** The days of a report, each with the figures of its dimensions. */
export function daysOf({ days, points, dimensions }: Report): Day[] {
  const values = new Map<string, Record<string, string | null>>();
  for (const { date, dimension, isOther, value } of dimensions.length === 0 ? [] : points) {
    const day = values.get(date) ?? {};
    day[keyOf(dimension, isOther)] = value;
    values.set(date, day);
  }
  return days.map(({ date, isFinished, value }) => ({
    date,
    isFinished,
    values: values.get(date) ?? { [WHOLE]: value },
  }));
}

/** @param nobody what belongs to no dimension is called */
export function dimensionName({ id, name, isOther }: Dimension, nobody: string): string {
  return isOther ? 'All others' : (name ?? id ?? nobody);
}

function keyOf(id: string | null, isOther: boolean): string {
  if (isOther) return OTHER;
  return id ?? NOBODY;
}

import type { ShownDay } from './fill.js';
import { type Line, type Report, toValue } from './report-view.js';
import type { Unit } from './source.js';

const COMMA = Buffer.from(',');

/**
 * A report as JSON, in UTF-8. A year of fifty lines is 18,250 points, which text is made of several times faster
 * than objects, and no text but ids needs escapes. Each line becomes bytes as soon as it is written: one text of
 * all of them is held in pieces that garbage collection copies before they are joined.
 */
export function toReportJson({ charts, ...report }: Report): Buffer {
  const { shown, lines, days, priorDays } = charts;
  const { unit } = report.scope;
  const all = { dimension: null, isOther: false };
  const points = lines
    .map((line) => pointsOf(line, shown.days, unit))
    .filter(({ length }) => length > 0);
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(report).slice(0, -1)},"points":[`),
    ...points.flatMap((one, at) => (at === 0 ? [one] : [COMMA, one])),
    Buffer.from('],"days":['),
    pointsOf({ ...all, days }, shown.days, unit),
    Buffer.from('],"priorDays":['),
    pointsOf({ ...all, days: priorDays }, shown.priorDays, unit),
    Buffer.from(']}'),
  ]);
}

function pointsOf(
  { dimension, isOther, days }: Line,
  shown: readonly ShownDay[],
  unit: Unit,
): Buffer {
  const of = `","dimension":${JSON.stringify(dimension)},"isOther":${isOther},"value":`;
  const points = days.map(({ value, certainty }, at) => {
    const { date, isFinished } = shown[at] ?? { date: '', isFinished: false };
    const amount = value === null ? 'null' : `"${toValue(value, unit)}"`;
    return `{"date":"${date}${of}${amount},"certainty":"${certainty}","isFinished":${isFinished}}`;
  });
  return Buffer.from(points.join(','));
}

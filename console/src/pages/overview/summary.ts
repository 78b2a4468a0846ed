import type { Schema } from '../../api/index.ts';
import type { Change } from '../../design/index.ts';

/** What the server adds up for this page. */
export type Summary = Schema<'SummaryDto'>;
type Figure = Schema<'ComparedFigureDto'>;

/** How a figure differs from that of as many days before. */
export function changeOf({ value, certainty, prior, change }: Figure, range: string): Change {
  const isNew =
    certainty === 'exact' && prior?.certainty === 'exact' && isZero(prior.value) && !isZero(value);
  return { value: change, against: `prior ${range}`, isNew };
}

/** Whether a decimal text is zero, however it is written. */
export function isZero(text: string | null | undefined): boolean {
  return text !== null && text !== undefined && /^-?0*\.?0*$/.test(text);
}

/** Whether nothing ran, now or in as many days before: charts would be axes around nothing. */
export function isQuiet({ runs, net, resources }: Summary): boolean {
  return (
    resources.length === 0 &&
    isZero(runs.value) &&
    isZero(net.value) &&
    isZero(net.prior?.value ?? '0')
  );
}

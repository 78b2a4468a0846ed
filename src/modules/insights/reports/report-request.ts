import { isUUID } from 'class-validator';
import type { FieldError } from '../../../common/errors/index.js';
import { AUDIENCES, EVERYBODY } from '../figures/day-cells.js';
import { type Period, readPeriod } from '../series/period.js';
import type { ReportSubject } from '../series/report-view.js';
import type { FigureSource, SourceQuery } from '../series/source.js';
import type { FigureSources } from './figure-sources.js';
import type { ReportDefinition } from './report-definitions.js';

/** What a client may say of a report, each field well-formed by itself. */
export interface GivenReport {
  readonly source?: string | undefined;
  readonly measure?: string | undefined;
  readonly by?: string | undefined;
  readonly filter?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly tz: string;
  readonly compare: boolean;
  readonly top: number;
}

/** Whom to ask for what. */
export interface ReportRequest {
  readonly figures: FigureSource;
  readonly subject: ReportSubject;
  readonly query: SourceQuery;
}

/** Those of runs and sales, those that only ask, and all together. */
const WHO: readonly string[] = [...AUDIENCES, 'bots', EVERYBODY];

/** Who counts the calls that this server runs. */
export const CALLS = 'calls';

/** What a client wants of a report, or which field asks for what there is not. */
export function readRequest(
  definition: ReportDefinition,
  given: GivenReport,
  { sources, now }: { readonly sources: FigureSources; readonly now: Date },
): ReportRequest | FieldError {
  const source = sourceOf(definition, given.source ?? CALLS, sources);
  if ('field' in source) return source;
  const { figures, measures } = source;
  const names = Object.keys(measures).filter((name) => Object.hasOwn(figures.measures, name));
  const measure = given.measure ?? names[0] ?? '';
  if (!names.includes(measure)) return notOneOf('measure', names);
  const dimensions = figures.measures[measure]?.by ?? [];
  if (given.by !== undefined && !dimensions.includes(given.by)) return notOneOf('by', dimensions);
  const filters = readFilters(given.filter ?? [], dimensions);
  if ('message' in filters) return { field: 'filter', message: filters.message };
  const period = periodOf(given, figures, now);
  if ('field' in period) return period;
  const { by = null, compare: hasPrior, top } = given;
  return {
    figures,
    subject: { source: given.source ?? CALLS, says: measures[measure] ?? measure },
    query: { measure, by, period, hasPrior, top, filters: Object.fromEntries(filters) },
  };
}

function sourceOf(
  { figures, measures, ofProviders }: ReportDefinition,
  name: string,
  all: FigureSources,
) {
  if (name === CALLS) return { figures: all.own[figures], measures };
  const account = ofProviders && all.providers.get(name);
  if (ofProviders && account) return { figures: account, measures: ofProviders };
  return notOneOf('source', ofProviders ? [CALLS, ...all.providers.keys()] : [CALLS]);
}

/** Days of UTC where others counted them, whatever the client would like. */
function periodOf(given: GivenReport, { days }: FigureSource, now: Date): Period | FieldError {
  return readPeriod(given, days === 'utc' ? 'UTC' : given.tz, now);
}

function readFilters(
  given: readonly string[],
  dimensions: readonly string[],
): ReadonlyMap<string, string> | { readonly message: string } {
  const filters = new Map<string, string>();
  for (const text of given) {
    const dimension = text.split(':', 1)[0] ?? '';
    const id = text.slice(dimension.length + 1);
    if (!dimensions.includes(dimension)) {
      return { message: `must be of one of ${dimensions.join(', ') || 'no dimension'}` };
    }
    if (filters.has(dimension)) return { message: `must name ${dimension} once` };
    if (dimension === 'resource' && !isUUID(id)) return { message: 'must have a UUID as resource' };
    if (dimension === 'audience' && !WHO.includes(id)) {
      return { message: `must have one of ${WHO.join(', ')} as audience` };
    }
    // Ids of resources are compared as texts, which PostgreSQL writes in lower case.
    filters.set(dimension, dimension === 'resource' ? id.toLowerCase() : id);
  }
  return filters;
}

function notOneOf(field: string, names: readonly string[]): FieldError {
  return { field, message: `must be one of ${names.join(', ') || 'nothing: there is none'}` };
}

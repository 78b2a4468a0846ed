import type { Day, Period } from './period.js';
import type { Series } from './series.js';

/** What a source is asked for: one measure, by at most one dimension, in a period. */
export interface SourceQuery {
  readonly measure: string;
  /** Null for all together. */
  readonly by: string | null;
  readonly period: Period;
  readonly hasPrior: boolean;
  /** How many dimensions stand alone. */
  readonly top: number;
  /** Only what has these ids, by names of dimensions. */
  readonly filters: Readonly<Record<string, string>>;
}

/** What values are counted in; money is US dollars, of which one USDC is taken for one. */
export type Unit = 'usd' | 'tokens' | 'count' | 'milliseconds';

/** What a source knows. */
export interface SourceAnswer {
  readonly series: Series;
  readonly unit: Unit;
  /** Up to when everything is in it; null while nothing was ever read. */
  readonly asOf: Date | null;
  /** It should be newer by now: whoever knows more cannot be asked at the moment. */
  readonly isStale: boolean;
  /** The first day that is known; earlier ones are unknown and not zero. Null when all are known. */
  readonly knownFrom: Day | null;
  /** The day after the last that is known. Null when all are. */
  readonly knownTo: Day | null;
}

/** Figures of one kind, of one user: what they sold, what ran, what a provider counted. */
export interface FigureSource {
  /** What there is, and what it can be asked by. */
  readonly measures: Readonly<
    Record<string, { readonly unit: Unit; readonly by: readonly string[] }>
  >;
  /** `zone`: days of the zone that the user asks for. `utc`: the provider counts days of UTC. */
  readonly days: 'zone' | 'utc';
  /** @param query names a measure of {@link measures}, and dimensions that it has */
  read(userId: string, query: SourceQuery): Promise<SourceAnswer>;
  /**
   * What users call ids of a dimension, as far as the source knows better than to show the ids:
   * workspaces and keys of a provider. Names of resources are looked up for all sources alike.
   */
  names?(userId: string, by: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

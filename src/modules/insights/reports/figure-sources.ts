import type { FigureSource } from '../series/source.js';

/** Figures that this server counts itself. */
export type OwnFigures = 'earnings' | 'runs' | 'margin' | 'funnel';

/** Everybody who knows figures. */
export interface FigureSources {
  readonly own: Readonly<Record<OwnFigures, FigureSource>>;
  /** What providers count in the accounts that users connected, by the provider's id. */
  readonly providers: ReadonlyMap<string, FigureSource>;
}

/** Token under which {@link FigureSources} are injected. */
export const FIGURE_SOURCES = Symbol('FIGURE_SOURCES');

import type { FigureSource } from '../series/source.js';

/** Figures that this server counts itself. */
export type OwnFigures = 'earnings' | 'runs' | 'margin' | 'demand';

/** Everybody who knows figures. */
export interface FigureSources {
  readonly own: Readonly<Record<OwnFigures, FigureSource>>;
  /** What providers count in the accounts that users connected, by the provider's id. */
  readonly providers: ReadonlyMap<string, FigureSource>;
}

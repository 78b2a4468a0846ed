import type { FigureSource } from '../series/source.js';

/** What has a month that can be forecast or bounded: sales, calls, and the bill of a provider account. */
export const MONEY = ['earnings', 'cost', 'anthropic', 'openrouter'] as const;
export type Money = (typeof MONEY)[number];

/** A measure in dollars, and who knows it. */
export interface MoneySource {
  readonly figures: FigureSource;
  readonly measure: string;
  /** What of it, by names of dimensions. */
  readonly filters: Readonly<Record<string, string>>;
}

/** Every kind of money with its source. */
export type MoneySources = Readonly<Record<Money, MoneySource>>;

/** Token under which {@link MoneySources} are injected. */
export const MONEY_SOURCES = Symbol('MONEY_SOURCES');

import type { OwnFigures } from './figure-sources.js';

/** Measures by name, the one first that is meant when none is named; each in a few words for a title. */
type Measures = Readonly<Record<string, string>>;

/** A report: which measures it shows, and who knows them. */
export interface ReportDefinition {
  readonly figures: OwnFigures;
  readonly measures: Measures;
  /** Measures of provider accounts; undefined for a report that only this server can make. */
  readonly ofProviders?: Measures;
}

const TOKENS = {
  tokens: 'Tokens',
  inputTokens: 'Input tokens',
  outputTokens: 'Output tokens',
  cacheReadTokens: 'Input tokens read from a cache',
  cacheWriteTokens: 'Input tokens written to a cache',
} as const;

/** Every report of figures, by the last part of its address. */
export const REPORTS = {
  earnings: {
    figures: 'earnings',
    measures: {
      net: 'Earned, after fees and refunds',
      gross: 'Paid by buyers',
      fees: 'Fees of the platform',
      refunded: 'Refunds that reached buyers',
      refundsOwed: 'Refunds that became owed, less those paid',
      calls: 'Paid calls',
    },
  },
  usage: {
    figures: 'runs',
    measures: { runs: 'Runs', ...TOKENS, durationMs: 'Time that runs took' },
    ofProviders: { requests: 'Requests', ...TOKENS },
  },
  costs: {
    figures: 'runs',
    measures: { cost: 'Cost of runs' },
    ofProviders: { cost: 'Cost', listCost: 'Cost at list prices' },
  },
  margin: { figures: 'margin', measures: { margin: 'Earned, less the cost of runs' } },
  failures: { figures: 'runs', measures: { failures: 'Runs without a result' } },
  demand: {
    figures: 'demand',
    measures: {
      challenges: 'Prices told',
      tried: 'Payments tried',
      refused: 'Payments refused',
      paid: 'Calls paid',
      delivered: 'Paid calls with a result',
    },
  },
} as const satisfies Readonly<Record<string, ReportDefinition>>;

export type ReportName = keyof typeof REPORTS;

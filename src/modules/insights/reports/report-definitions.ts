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

/** Every report of figures, by the last part of its address. */
export const REPORTS = {
  earnings: {
    figures: 'earnings',
    measures: {
      net: 'Earned, after fees and refunds',
      gross: 'Paid by buyers',
      fees: 'Fees of the platform',
      refunds: 'Refunds',
      sales: 'Sales',
    },
  },
  usage: {
    figures: 'runs',
    measures: {
      calls: 'Calls',
      inputTokens: 'Input tokens of calls',
      outputTokens: 'Output tokens of calls',
      duration: 'Duration of calls',
    },
    ofProviders: { requests: 'Requests', tokens: 'Tokens' },
  },
  costs: {
    figures: 'runs',
    measures: { cost: 'Cost of calls' },
    ofProviders: { cost: 'Cost' },
  },
  margin: { figures: 'margin', measures: { margin: 'Earned, less the cost of calls' } },
  failures: { figures: 'runs', measures: { failures: 'Calls without a result' } },
  funnel: { figures: 'funnel', measures: { challenges: 'Prices told' } },
} as const satisfies Readonly<Record<string, ReportDefinition>>;

export type ReportName = keyof typeof REPORTS;

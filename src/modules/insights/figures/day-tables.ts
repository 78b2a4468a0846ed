import { type DayMeasure, type DayTable, NANO_USD, USDC, WHOLE } from './day-cells.js';

/** Sales, fees and refunds of users by day. */
export const salesDays: DayTable = {
  name: 'sales_days',
  dimensions: {
    resource: 'resource_id::text',
    network: 'network',
    audience: `CASE WHEN is_own THEN 'own' ELSE 'buyers' END`,
  },
};

/** Runs of users' resources by day. */
export const runDays: DayTable = {
  name: 'run_days',
  dimensions: {
    resource: 'resource_id::text',
    model: `nullif(model, '')`,
    provider: `nullif(split_part(model, ':', 1), '')`,
    audience: 'audience',
    outcome: 'outcome',
    reason: `nullif(failure, '')`,
  },
};

const money = (sum: string): DayMeasure => ({
  unit: 'usd',
  value: sum,
  scale: USDC,
  priced: 'journals',
});

/** What `GET /earnings` tells, by its words. */
export const salesMeasures = {
  gross: money('gross'),
  fees: money('fees'),
  refunded: money('refunded'),
  refundsOwed: money('refunds_owed'),
  net: money('net'),
  calls: { unit: 'count', value: 'calls', scale: WHOLE, priced: 'journals' },
} as const satisfies Record<string, DayMeasure>;

const tokens = (sum: string): DayMeasure => ({
  unit: 'tokens',
  value: sum,
  scale: WHOLE,
  priced: 'tokens_known',
  free: 'runs - tokens_known - tokens_unknown',
  unknown: 'tokens_unknown',
});

/** What ran: how often, with what and for how much. */
export const runMeasures = {
  runs: { unit: 'count', value: 'runs', scale: WHOLE, priced: 'runs' },
  failures: { unit: 'count', value: 'runs', scale: WHOLE, priced: 'runs', where: `failure <> ''` },
  tokens: tokens('input_tokens + output_tokens + cache_read_tokens + cache_write_tokens'),
  inputTokens: tokens('input_tokens'),
  outputTokens: tokens('output_tokens'),
  cacheTokens: tokens('cache_read_tokens + cache_write_tokens'),
  cacheReadTokens: tokens('cache_read_tokens'),
  cacheWriteTokens: tokens('cache_write_tokens'),
  cost: {
    unit: 'usd',
    value: 'cost_nano_usd',
    scale: NANO_USD,
    priced: 'priced',
    free: 'free',
    unknown: 'unknown',
  },
  durationMs: { unit: 'milliseconds', value: 'duration_ms', scale: WHOLE, priced: 'runs' },
} as const satisfies Record<string, DayMeasure>;

import { formatUsdc } from '../../common/money/index.js';
import type { ApiClient } from '../api-client.js';
import { printChapter, printStep } from './print.js';

/** The stand-in of Anthropic takes it for a key of a whole organization. */
const ADMIN_KEY = 'sk-ant-admin-sandbox-0000';
const BUDGET_USD = '500.00';
const TIME_LIMIT_MS = 60_000;

/** A sum of a report. */
interface Figure {
  readonly value: string | null;
  readonly certainty: string;
}

/** What the creator's own sales come to. */
interface Overview {
  readonly net: Figure;
  readonly cost: Figure;
  readonly margin: Figure;
}

interface Account {
  readonly fetchedAt: string | null;
  readonly summary: { readonly requests: Figure; readonly estimatedCost: Figure };
}

interface Forecast {
  readonly forecast: string | null;
  readonly low: string | null;
  readonly high: string | null;
}

interface Budget {
  readonly amountUsd: string;
  readonly standing: { readonly spentUsd: string | null; readonly percent: string | null };
}

/**
 * Plays a creator who asks what the month comes to.
 * @param earned what was sold before, in atomic USDC
 * @throws Error unless the month has exactly that
 */
export async function showMonth(api: ApiClient, earned: bigint): Promise<void> {
  printChapter('what the month comes to, in USD');
  const from = `${new Date().toISOString().slice(0, 7)}-01`;
  const { net, cost, margin } = await api.send<Overview>('GET', `/insights/summary?from=${from}`);
  printStep(
    'The creator looks at what was sold',
    `earned ${net.value}, calls cost ${inWords(cost)}, margin ${inWords(margin)}`,
    { net, cost, margin },
  );
  if (net.value !== formatUsdc(earned)) {
    throw new Error(`the month earned ${net.value} USD and not ${formatUsdc(earned)}`);
  }
}

/**
 * Plays a creator who connects the Anthropic account of a made-up organization, which the sandbox stands in for.
 * @throws Error unless the account was read
 */
export async function showAccount(api: ApiClient): Promise<void> {
  await api.send('POST', '/integrations/anthropic/connect', { apiKey: ADMIN_KEY });
  const { fetchedAt, summary } = await readAccount(api);
  printStep(
    'They connect the Anthropic account of a (made-up) organization',
    `${summary.requests.value} requests, cost ${inWords(summary.estimatedCost)}`,
    { fetchedAt, summary },
  );

  const budget = { name: 'Anthropic', amountUsd: BUDGET_USD, scope: { of: 'anthropic' } };
  const { standing } = await api.send<Budget>('POST', '/insights/budgets', budget);
  const forecast = await api.send<Forecast>(
    'GET',
    '/insights/forecast?of=providerCost&source=anthropic',
  );
  printStep(
    'They set a budget, and ask what the bill will come to',
    `forecast ${forecast.forecast} (${forecast.low} to ${forecast.high}); ${standing.percent} % of ${BUDGET_USD} is spent`,
    { standing, forecast },
  );
}

/** The first time, it may be that the server is reading the account already. */
async function readAccount(api: ApiClient): Promise<Account> {
  const end = Date.now() + TIME_LIMIT_MS;
  for (;;) {
    const account = await api.send<Account>('POST', '/integrations/anthropic/data');
    if (account.fetchedAt !== null) return account;
    if (Date.now() > end) throw new Error('the account was not read in time');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** A sum over parts that nobody knows is a bound. */
function inWords({ value, certainty }: Figure): string {
  return certainty === 'exact' ? `${value}` : `${certainty.replace('_', ' ')} ${value}`;
}

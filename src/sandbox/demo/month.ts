import { formatUsdc } from '../../common/money/index.js';
import type { ApiClient } from '../api-client.js';
import { printStep } from './print.js';

/** A sum of figures, some of which may be unknown. */
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

/**
 * Plays a creator who asks what the month comes to.
 * @param earned what was sold before, in atomic USDC
 * @throws Error unless the month has exactly that
 */
export async function showMonth(api: ApiClient, earned: bigint): Promise<void> {
  process.stdout.write('\n— what the month comes to —\n');
  const from = `${new Date().toISOString().slice(0, 7)}-01`;
  const { net, cost, margin } = await api.send<Overview>('GET', `/insights/summary?from=${from}`);
  printStep('The creator looks at the month, in USD', {
    earned: net.value,
    costOfCalls: inWords(cost),
    margin: inWords(margin),
  });
  if (net.value !== formatUsdc(earned)) {
    throw new Error(`the month earned ${net.value} USD and not ${formatUsdc(earned)}`);
  }
}

/** A sum over parts that nobody knows is a bound. */
function inWords({ value, certainty }: Figure): string {
  return certainty === 'exact' ? `${value}` : `${certainty.replace('_', ' ')} ${value}`;
}

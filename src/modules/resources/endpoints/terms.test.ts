import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { finding } from '../verification/finding.js';
import type { Offer } from '../verification/endpoint-offer.js';
import type { Report } from '../verification/report.js';
import { keepable } from './keepable.js';
import { survey } from '../rechecks/survey.js';
import { contradictions, readTerms } from './terms.js';

const KNOWN = ['eip155:8453', 'eip155:84532'];
const CONFIG = { url: 'https://a.example/', method: null };

function offer(network: string, amount: bigint, isUsable = true): Offer {
  const words = { scheme: 'exact', asset: '0x', payTo: '0x', maxTimeoutSeconds: 60 };
  return { x402Version: 2, network, amount: String(amount), price: null, isUsable, ...words };
}

function report(changes: Partial<Report>): Report {
  return {
    method: 'POST',
    x402Versions: [2],
    offers: [offer('eip155:8453', 50_000n)],
    description: undefined,
    mimeType: 'application/json',
    inputSchema: undefined,
    outputSchema: undefined,
    supportsRefunds: undefined,
    findings: [],
    ...changes,
  };
}

describe('the terms of an endpoint', () => {
  it('are the lowest usable price on a known network, and where it is asked, in any order', () => {
    const offers = fc.array(
      fc.record({
        network: fc.constantFrom(...KNOWN, 'eip155:137'),
        amount: fc.bigInt({ min: 1n, max: 20_000_000_000n }),
        isUsable: fc.boolean(),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(offers, (made) => {
        const found = readTerms(
          report({ offers: made.map((each) => offer(each.network, each.amount, each.isUsable)) }),
          CONFIG,
          KNOWN,
        );
        const payable = made.filter(
          ({ network, amount, isUsable }) =>
            isUsable && KNOWN.includes(network) && amount >= 10_000n && amount <= 10_000_000_000n,
        );
        if ('errors' in found) return payable.length === 0;
        const cheapest = payable.filter(({ amount }) => amount === found.price);
        return (
          payable.every(({ amount }) => amount >= found.price) &&
          found.networks.length > 0 &&
          KNOWN.filter((one) => cheapest.some(({ network }) => network === one)).join() ===
            found.networks.join()
        );
      }),
    );
  });

  it('are refused for every error once, in its words and with its fix', () => {
    const findings = [
      finding('unreachable', 'GET'),
      finding('unreachable', 'POST'),
      finding('slow', 'GET'),
    ];
    const { message, fix } = finding('unreachable');
    expect(readTerms(report({ method: undefined, findings }), CONFIG, KNOWN)).toEqual({
      code: 'unreachable',
      errors: [{ field: 'config.url', message: `${message}. ${fix}` }],
    });
  });

  it('keep no media type that is none', () => {
    for (const mimeType of ['application/json\u0000', 'x', 'a/b\r\nc: d', `a/${'b'.repeat(200)}`]) {
      expect(readTerms(report({ mimeType }), CONFIG, KNOWN)).toMatchObject({ mimeType: null });
    }
  });

  it('contradict nobody who said nothing, or the same in another order', () => {
    const terms = readTerms(report({}), CONFIG, KNOWN);
    if ('errors' in terms) throw new Error('it was refused');
    const two = { ...terms, networks: KNOWN };
    expect(contradictions({ price: null, networks: [] }, two)).toEqual([]);
    expect(contradictions({ price: 50_000n, networks: KNOWN.toReversed() }, two)).toEqual([]);
    expect(contradictions({ price: 50_001n, networks: KNOWN.slice(1) }, two)).toHaveLength(2);
  });
});

describe('a schema', () => {
  it('is kept as it is, and only if PostgreSQL can hold it', () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 5 }), (made) => {
        const schema = JSON.parse(JSON.stringify(made)) as object;
        const kept = keepable(schema);
        return kept === null ? JSON.stringify(schema).includes('\\u') : kept === schema;
      }),
    );
    for (const one of [undefined, null, 'text', 7]) expect(keepable(one)).toBeNull();
    expect(keepable({ 'a\u0000': 1 })).toBeNull();
  });
});

describe('a survey', () => {
  it('asks each endpoint once, and reports to every resource that names it', async () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(numbers, async (endpoints) => {
        const subjects = endpoints.map((endpoint, index) => ({
          resourceId: String(index),
          ownerId: 'ada',
          config: { url: `https://a.example/${endpoint}`, method: null },
        }));
        const asked: string[] = [];
        const told: string[] = [];
        await survey(
          subjects,
          async ({ url }) => {
            asked.push(url);
            return { code: url, errors: [{ field: 'config.url', message: url }] };
          },
          async ({ resourceId, config }, found) => {
            expect(await found).toMatchObject({ code: config.url });
            told.push(resourceId);
          },
        );
        expect(asked).toHaveLength(new Set(endpoints).size);
        expect(told.sort()).toEqual(subjects.map(({ resourceId }) => resourceId).sort());
      }),
    );
  });
});

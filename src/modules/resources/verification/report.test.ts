import { describe, expect, it } from '@jest/globals';
import { encodePaymentRequiredHeader } from '@x402/core/http';
import type { PaymentRequired } from '@x402/core/types';
import * as fc from 'fast-check';
import { FINDING_CODES, type Method } from './finding.js';
import type { Probe } from './probe.js';
import { makeReport } from './report.js';
import { VerificationDto } from './verification.dto.js';

const URL = 'https://api.example.com/haiku';
const ENTRY = {
  scheme: 'exact',
  network: 'eip155:8453',
  amount: '50000',
  asset: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
  payTo: '0x209693Bc6afc0C5328bA36FaF03C514EF312287C',
  maxTimeoutSeconds: 60,
};
const CHALLENGE = { x402Version: 2, resource: { url: URL }, accepts: [ENTRY] };

/** An answer of 402 with a challenge in the header. */
function demanding(method: Method, challenge: object, durationMs = 10): Probe {
  const header = encodePaymentRequiredHeader(challenge as PaymentRequired);
  const outcome = { status: 402, headers: { 'payment-required': header }, body: '{}' };
  return { method, durationMs, outcome };
}

const codes = (...probes: Probe[]) => makeReport(URL, probes).findings.map(({ code }) => code);

const told = (input: object) => ({
  ...CHALLENGE,
  extensions: { bazaar: { schema: { properties: { input } } } },
});

/** JSON that is a challenge but for some of its parts. */
const nearlyChallenge = fc
  .record(
    {
      x402Version: fc.oneof(fc.constantFrom(1, 2), fc.jsonValue()),
      accepts: fc.oneof(
        fc.array(
          fc
            .record(
              {
                scheme: fc.jsonValue(),
                network: fc.oneof(fc.constantFrom('base', 'eip155:8453', 'solana'), fc.jsonValue()),
                amount: fc.oneof(fc.bigInt().map(String), fc.jsonValue()),
                maxAmountRequired: fc.oneof(fc.bigInt().map(String), fc.jsonValue()),
                asset: fc.jsonValue(),
                payTo: fc.jsonValue(),
                outputSchema: fc.jsonValue(),
                extra: fc.jsonValue(),
              },
              { requiredKeys: [] },
            )
            .map((changes) => ({ ...ENTRY, ...changes })),
        ),
        fc.jsonValue(),
      ),
      resource: fc.jsonValue(),
      extensions: fc.oneof(fc.record({ bazaar: fc.jsonValue() }), fc.jsonValue()),
      paymentRequired: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  .map((changes) => ({ ...CHALLENGE, ...changes }));

describe('the report on an endpoint', () => {
  it('is clean but for the schema when one network asks for USDC', () => {
    expect(codes(demanding('GET', CHALLENGE), demanding('POST', CHALLENGE))).toEqual([
      'schema_missing',
    ]);
  });

  it('says when the price is told late', () => {
    expect(codes(demanding('GET', CHALLENGE, 3_001))).toContain('slow');
    expect(codes(demanding('GET', CHALLENGE, 3_000))).not.toContain('slow');
  });

  it.each([1e300, 31_536_001, 0.5, -1, 0])(
    'takes a payment that is to be good for %d seconds for no offer',
    (maxTimeoutSeconds) => {
      const accepts = [{ ...ENTRY, maxTimeoutSeconds }];
      const report = makeReport(URL, [demanding('GET', { ...CHALLENGE, accepts })]);
      expect(report.offers).toEqual([]);
      expect(report.findings).toContainEqual(expect.objectContaining({ code: 'offer_malformed' }));
    },
  );

  it('does not say that one of two networks contradicts the other', () => {
    const accepts = [ENTRY, { ...ENTRY, amount: '60000', network: 'eip155:84532' }];
    expect(codes(demanding('GET', { ...CHALLENGE, accepts }))).not.toContain('challenges_disagree');
  });

  it('can be shown whatever the endpoint answers', () => {
    fc.assert(
      fc.property(
        fc.oneof(nearlyChallenge, fc.jsonValue()),
        fc.oneof(
          fc.string(),
          fc.json(),
          nearlyChallenge.map((value) => JSON.stringify(value)),
        ),
        fc.constantFrom(200, 302, 402, 402, 402, 500),
        (inHeader, body, status) => {
          const header = Buffer.from(JSON.stringify(inHeader)).toString('base64');
          const outcome = { status, headers: { 'payment-required': header }, body };
          const probe = { method: 'GET', durationMs: 1, outcome } as const;
          const shown = new VerificationDto(makeReport(URL, [probe]));
          expect(JSON.stringify(shown).length).toBeLessThan(200_000);
          expect(shown.valid && !shown.offers.some(({ usable }) => usable)).toBe(false);
          for (const { code } of [...shown.errors, ...shown.warnings]) {
            expect(FINDING_CODES).toContain(code);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('leaves out a schema that is too large to be shown', () => {
    const small = { description: 'x'.repeat(16_000) };
    const large = { description: 'x'.repeat(16_400) };
    expect(makeReport(URL, [demanding('GET', told(small))]).inputSchema).toEqual(small);
    expect(makeReport(URL, [demanding('GET', told(large))]).inputSchema).toBeUndefined();
  });

  it('leaves out what is nested too deeply to be shown', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    const text = JSON.stringify({ ...CHALLENGE, extensions: { bazaar: 0 } });
    const body = text.replace('"bazaar":0', `"bazaar":{"schema":{"properties":{"input":${deep}}}}`);
    const probe = {
      method: 'GET',
      durationMs: 1,
      outcome: { status: 402, headers: {}, body },
    } as const;
    const report = makeReport(URL, [probe]);
    expect(report.offers).toHaveLength(1);
    expect(report.inputSchema).toBeUndefined();
  });
});

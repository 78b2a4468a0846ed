import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { toCsv, type UsageLine } from './usage-line.js';

const LINE: UsageLine = {
  id: 'b1',
  createdAt: '2026-11-21T10:00:00.000Z',
  status: 'paid',
  failure: null,
  amountPaid: '0.05',
  providerCostUsd: null,
  model: 'claude:claude-haiku-5-5',
  inputTokens: 12,
  outputTokens: 0,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  durationMs: 3,
  payer: '0xabc',
  network: 'eip155:8453',
  transaction: '0x1',
  executionId: 'e1',
  versionId: null,
};

describe('a usage log as CSV', () => {
  it('has a header row and one row for each line, as RFC 4180 wants them', () => {
    expect(toCsv([LINE])).toBe(
      'id,createdAt,status,failure,amountPaid,providerCostUsd,model,inputTokens,outputTokens,' +
        'cacheReadTokens,cacheWriteTokens,durationMs,payer,network,transaction,executionId,versionId\r\n' +
        'b1,2026-11-21T10:00:00.000Z,paid,,0.05,,claude:claude-haiku-5-5,12,0,,,3,0xabc,eip155:8453,0x1,e1,\r\n',
    );
  });

  it('has the header row without any line, too', () => {
    expect(toCsv([])).toMatch(/^id,createdAt,.*,versionId\r\n$/);
  });

  it('has every field of a line', () => {
    expect(toCsv([]).trim().split(',')).toEqual(Object.keys(LINE));
  });

  it('keeps each line one record, and no field a formula, whatever a model is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (model) => {
        const [, record = ''] = records(toCsv([{ ...LINE, model }]));
        const field = record[6] ?? '';
        expect(record).toHaveLength(Object.keys(LINE).length);
        expect(field).not.toMatch(/^[=+\-@\t\r\n]/);
        expect([model, `'${model}`]).toContain(field);
      }),
    );
  });
});

/** Reads CSV as RFC 4180 says. */
function records(csv: string): string[][] {
  const all: string[][] = [[]];
  for (const [, quoted, plain = '', end] of csv.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
  )) {
    all.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') all.push([]);
  }
  return all;
}

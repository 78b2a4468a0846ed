import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readExtensionResponses } from './extension-responses.js';

const said = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

describe('what a facilitator says of its index', () => {
  it.each([
    [{ status: 'success' }, { status: 'indexed', reason: null }],
    [
      { status: 'processing', rejectedReason: 'no' },
      { status: 'processing', reason: null },
    ],
    [
      { status: 'rejected', rejectedReason: 'info failed schema validation' },
      { status: 'rejected', reason: 'info failed schema validation' },
    ],
    [{ status: 'rejected' }, { status: 'rejected', reason: null }],
    [
      { status: 'rejected', rejectedReason: 7 },
      { status: 'rejected', reason: null },
    ],
  ])('is read from its header: %j', (bazaar, report) => {
    expect(readExtensionResponses(said({ bazaar, other: 1 }))).toEqual(report);
  });

  it('is one line of bounded length, whatever it says', () => {
    const rejectedReason = `a\n\u202eb\0c ${'x'.repeat(1_000)}`;
    const { reason } = readExtensionResponses(
      said({ bazaar: { status: 'rejected', rejectedReason } }),
    )!;
    expect(reason).toMatch(/^a b c x+$/);
    expect(reason).toHaveLength(300);
  });

  it.each([
    undefined,
    '',
    'no base64 of JSON',
    ['a', 'b'],
    said(null),
    said({ bazaar: 'success' }),
    said({ bazaar: { status: 'great' } }),
    said({ bazaar: { status: 'success' }, more: 'x'.repeat(5_000) }),
  ])('is nothing where it cannot be read: %j', (header) => {
    expect(readExtensionResponses(header)).toBeUndefined();
  });

  it('is nothing in any other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (header) => {
        expect(readExtensionResponses(header)).toBeUndefined();
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { formatUsdc } from '../../../common/money/index.js';
import { CATEGORY_IDS } from '../records/categories.js';
import { type ResourceAction, statusAfter, STATUSES } from '../records/resource-lifecycle.js';
import { MAX_PRICE, MIN_PRICE, parsePrice } from '../records/price.js';
import { errorsOfStep } from './steps.js';

describe('a price', () => {
  it.each([
    ['0.01', 10_000n],
    ['0.05', 50_000n],
    ['1', 1_000_000n],
    ['0.012345', 12_345n],
    ['10000', 10_000_000_000n],
  ])('of %s USDC is exact', (text, atomic) => {
    expect(parsePrice(text)).toBe(atomic);
  });

  it.each(['0', '0.009999', '10000.000001', '-1', '1e3', '0.0100000', '.5', '1,5', '', 0.05, null])(
    'is not %j',
    (value) => {
      expect(parsePrice(value)).toBeUndefined();
    },
  );

  it('is the same after it was shown and sent back', () => {
    fc.assert(
      fc.property(fc.bigInt(MIN_PRICE, MAX_PRICE), (price) => {
        expect(parsePrice(formatUsdc(price))).toBe(price);
      }),
    );
  });
});

describe('the lifecycle of a resource', () => {
  const ACTIONS: ResourceAction[] = ['edit', 'publish', 'unpublish', 'archive'];

  it('allows these steps and no other', () => {
    const steps = STATUSES.flatMap((status) =>
      ACTIONS.map((action) => {
        try {
          return `${status} ${action} ${statusAfter(status, action)}`;
        } catch {
          return `${status} ${action} -`;
        }
      }),
    );
    expect(steps).toEqual([
      'draft edit draft',
      'draft publish published',
      'draft unpublish -',
      'draft archive archived',
      'published edit published',
      'published publish published',
      'published unpublish unpublished',
      'published archive archived',
      'unpublished edit unpublished',
      'unpublished publish published',
      'unpublished unpublish unpublished',
      'unpublished archive archived',
      'archived edit -',
      'archived publish -',
      'archived unpublish -',
      'archived archive archived',
    ]);
  });
});

describe('the steps of a form', () => {
  const errors = ['slug', 'config.parameters[0].name', 'networks[1]', 'price', 'surprise'].map(
    (field) => ({ field, message: 'is wrong' }),
  );

  it.each([
    ['basics', ['slug', 'surprise']],
    ['config', ['config.parameters[0].name', 'surprise']],
    ['pricing', ['networks[1]', 'price', 'surprise']],
    [undefined, ['slug', 'config.parameters[0].name', 'networks[1]', 'price', 'surprise']],
  ] as const)('show their own errors: %s', (step, fields) => {
    expect(errorsOfStep(errors, step).map(({ field }) => field)).toEqual(fields);
  });
});

describe('categories', () => {
  it('are each other and fit the database', () => {
    expect(new Set(CATEGORY_IDS).size).toBe(CATEGORY_IDS.length);
    expect(CATEGORY_IDS.filter((id) => !/^[a-z_]{1,40}$/.test(id))).toEqual([]);
  });
});

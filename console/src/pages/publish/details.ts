import type { Schema } from '../../api/index.ts';
import { type Draft, isUndescribed } from './draft.ts';

/** What step three asks for, as controls have it. */
export interface DetailInputs {
  readonly name: string;
  readonly description: string;
  readonly slug: string;
  readonly category: string;
  readonly price: string;
  /** Whether a call costs the price, or what it used up to that. */
  readonly charging: 'fixed' | 'tokens' | 'cost';
  readonly usagePrice: {
    readonly minimum: string;
    readonly inputPerMillion: string;
    readonly outputPerMillion: string;
    readonly costPlusPercent: string;
  };
  /** CAIP-2 ids. */
  readonly networks: readonly string[];
  readonly settlementPolicy: string;
  readonly supportsRefunds: boolean;
  readonly limits: {
    readonly callsPerMinute: string;
    readonly concurrentCalls: string;
    readonly dailySpendUsd: string;
    readonly inputBytes: string;
  };
}

/** What controls begin with: nothing of what stands in a draft until somebody says it. */
export function detailsOf(draft: Draft): DetailInputs {
  const { name, slug, networks, settlementPolicy, supportsRefunds, limits } = draft;
  const isNew = isUndescribed(draft);
  return {
    name,
    slug,
    networks,
    settlementPolicy,
    supportsRefunds,
    description: isNew ? '' : draft.description,
    category: isNew ? '' : draft.category,
    price: isNew ? '' : (draft.price ?? ''),
    charging: chargingOf(draft),
    usagePrice: { ...NO_USAGE, ...draft.usagePrice },
    limits: {
      callsPerMinute: textOf(limits.callsPerMinute),
      concurrentCalls: textOf(limits.concurrentCalls),
      dailySpendUsd: textOf(limits.dailySpendUsd),
      inputBytes: textOf(limits.inputBytes),
    },
  };
}

/**
 * What was changed of the details, as the API takes it, and nothing else: what somebody changed meanwhile stays.
 */
export function changesOf(draft: Draft, inputs: DetailInputs): Schema<'UpdateListingDto'> {
  const before = wholeOf(draft, detailsOf(draft));
  const { limits, ...changed } = differing(before, wholeOf(draft, inputs));
  return { ...changed, ...(limits && { limits: differing(before.limits ?? {}, limits) }) };
}

/** The members of `after` that are others than in `before`. */
export function differing<T extends object>(before: Partial<T>, after: T): Partial<T> {
  const entries = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof T]),
  );
  return Object.fromEntries(entries) as Partial<T>;
}

/** The details as the API takes them. */
function wholeOf(draft: Draft, inputs: DetailInputs): Schema<'UpdateListingDto'> {
  const { name, description, slug, category, price, settlementPolicy, limits } = inputs;
  const { networks, supportsRefunds } = inputs;
  const common = { name: name.trim(), description: description.trim(), supportsRefunds };
  return {
    ...common,
    category: category as Draft['category'] & Schema<'UpdateListingDto'>['category'],
    ...(draft.status !== 'published' && { slug }),
    // The endpoint says what it asks for, and holds itself back.
    ...(draft.type !== 'external' && {
      price: price.trim(),
      usagePrice: usagePriceOf(inputs),
      networks: [...networks],
      settlementPolicy: settlementPolicy as Draft['settlementPolicy'],
      limits: {
        callsPerMinute: numberOf(limits.callsPerMinute),
        concurrentCalls: numberOf(limits.concurrentCalls),
        dailySpendUsd: limits.dailySpendUsd.trim() || null,
        inputBytes: numberOf(limits.inputBytes),
      },
    }),
  };
}

const NO_USAGE = { minimum: '', inputPerMillion: '', outputPerMillion: '', costPlusPercent: '' };

function chargingOf({ usagePrice }: Draft): DetailInputs['charging'] {
  if (usagePrice === null) return 'fixed';
  return usagePrice.costPlusPercent === undefined ? 'tokens' : 'cost';
}

function usagePriceOf({ charging, usagePrice }: DetailInputs): Schema<'UsagePriceDto'> | null {
  // Fields that are not shown have no value.
  const { minimum, ...parts } = { ...NO_USAGE, ...usagePrice };
  if (charging === 'fixed') return null;
  const common = { minimum: minimum.trim() };
  if (charging === 'cost') return { ...common, costPlusPercent: parts.costPlusPercent.trim() };
  const inputPerMillion = parts.inputPerMillion.trim();
  return { ...common, inputPerMillion, outputPerMillion: parts.outputPerMillion.trim() };
}

/** For rules: dollars from a cent, with at most six decimals. No number is made of the text. */
export function isPrice(text: string): true | string {
  const price = text.trim();
  if (!/^\d+(\.\d{1,6})?$/.test(price)) return 'Write it like 0.05, with at most six decimals.';
  return /^0*(\.0(0\d*)?)?$/.test(price) ? 'At least $0.01.' : true;
}

function textOf(limit: number | string | null | undefined): string {
  return limit === null || limit === undefined ? '' : String(limit);
}

function numberOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}

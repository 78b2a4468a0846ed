import type { PaymentRequired } from '@x402/core/types';
import type { ResourceQuote } from '../../execution/index.js';
import type { PublicResource } from '../../resources/index.js';

/** A resource that can be bought at this moment, with what its 402 is made from. */
export interface Listed {
  readonly resource: PublicResource;
  readonly quote: ResourceQuote;
  /** What a call without payment is answered, without what is another in each challenge. */
  readonly challenge: PaymentRequired;
}

/** Both lists in turn, each entry once. */
export function interleave<T extends { readonly id: string }>(
  first: readonly T[],
  second: readonly T[],
): T[] {
  const longest = Math.max(first.length, second.length);
  const inTurn = Array.from({ length: longest }, (_, at) => [first[at], second[at]]).flat();
  const found = new Map<string, T>();
  for (const entry of inTurn) if (entry !== undefined) found.set(entry.id, entry);
  return [...found.values()];
}

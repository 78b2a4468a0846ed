/** Indices of rows, by whether an earlier row says the same slug. */
export interface RowOrder {
  /** They do not depend on each other. */
  readonly firsts: readonly number[];
  /** Which of them can be registered depends on what became of the firsts, and of each other. */
  readonly repeats: readonly number[];
}

/** Rows without a slug depend on nothing. */
export function firstsAndRepeats(items: readonly unknown[]): RowOrder {
  const seen = new Set<unknown>();
  const firsts: number[] = [];
  const repeats: number[] = [];
  for (const [index, item] of items.entries()) {
    const slug = slugOf(item);
    (slug !== undefined && seen.has(slug) ? repeats : firsts).push(index);
    seen.add(slug);
  }
  return { firsts, repeats };
}

function slugOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'slug' in item ? item.slug : undefined;
}

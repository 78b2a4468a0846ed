/** How many questions are under way at once. */
const AT_ONCE = 10;

/** What `read` tells of each, in their order, a few at a time. */
export async function readSome<T, R>(
  all: readonly T[],
  read: (one: T) => Promise<R>,
): Promise<R[]> {
  const told: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    told.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(read))));
  }
  return told;
}

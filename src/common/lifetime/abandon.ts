/**
 * The outcome of `work`, or a rejection with the signal's reason as soon as that aborts: `work` may
 * ignore it, and whatever it still comes to is dropped.
 */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abandon = () => reject(signal.reason as Error);
    const done = () => signal.removeEventListener('abort', abandon);
    signal.addEventListener('abort', abandon, { once: true });
    if (signal.aborted) abandon();
    work.finally(done).then(resolve, reject);
  });
}

/** What `source` gives until the signal aborts; then its reason is thrown, even if `source` hangs. */
export async function* untilAborted<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (;;) {
      const step = await orAborted(iterator.next(), signal);
      isOver = step.done === true;
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    const closed = isOver ? undefined : iterator.return?.();
    // Whoever ignores the signal hangs here as well; how it ends concerns nobody any more.
    if (signal.aborted) closed?.catch(() => undefined);
    else await closed;
  }
}

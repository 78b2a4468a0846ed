const cleanups: (() => Promise<void>)[] = [];

/**
 * Runs `cleanup` when the process is asked to end, the latest registered first: paid calls under way
 * finish before the servers they use go. A second signal ends it at once.
 */
export function onTermination(cleanup: () => Promise<void>): void {
  if (cleanups.length === 0) {
    process.once('SIGINT', () => void terminate());
    process.once('SIGTERM', () => void terminate());
  }
  cleanups.unshift(cleanup);
}

async function terminate(): Promise<void> {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  for (const cleanup of cleanups) await cleanup();
  process.exit(0);
}

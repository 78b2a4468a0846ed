import { checksOf } from './describe-connection-provider.js';
import type { ConnectionProviderGround } from './connection-ground.js';
import { Bench } from './provider-bench.js';

/** The names of all checks that a provider fails. */
export async function failuresOf(ground: ConnectionProviderGround): Promise<string[]> {
  return [...(await failedChecks(ground)).keys()];
}

/** The checks that a provider fails, each with what it says. */
export async function failedChecks(ground: ConnectionProviderGround): Promise<Map<string, string>> {
  const bench = new Bench(ground);
  const checks: [title: string, run: () => Promise<void>][] = [];
  checksOf((title, run) => checks.push([title, run]), bench);
  await bench.start();
  const failed = new Map<string, string>();
  try {
    for (const [title, run] of checks) {
      await run().catch((error: unknown) => failed.set(title, String(error)));
    }
  } finally {
    await bench.stop();
  }
  return failed;
}

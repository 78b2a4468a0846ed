import type { Limit } from './provider-wire.js';

/** Counts requests of each caller in windows that begin with the first. */
export class Throttle {
  private readonly windows = new Map<string, { endsAt: number; requests: number }>();

  /** Seconds until the next request is answered; 0 counts this one. */
  wait(caller: string, path: string, limits: readonly Limit[]): number {
    const now = performance.now();
    const mine = limits.filter((limit) => limit.path.test(path));
    for (const limit of mine) {
      const { endsAt, requests } = this.window(caller, limit, now);
      if (requests >= limit.requests) return Math.max(1, Math.ceil((endsAt - now) / 1_000));
    }
    for (const limit of mine) this.window(caller, limit, now).requests += 1;
    return 0;
  }

  private window(caller: string, { path, seconds }: Limit, now: number) {
    const name = `${caller} ${path.source} ${seconds}`;
    const open = this.windows.get(name);
    if (open !== undefined && open.endsAt > now) return open;
    const begun = { endsAt: now + seconds * 1_000, requests: 0 };
    this.windows.set(name, begun);
    return begun;
  }
}

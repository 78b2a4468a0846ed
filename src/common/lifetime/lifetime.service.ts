import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { lifetimeConfig } from './lifetime.config.js';
import { orAborted } from './abandon.js';
import { boundsOf } from './bound.js';

/** How long work may end by itself after its signal has aborted, before it is abandoned. */
const GRACE_MS = 250;

/** When a piece of work is given up, and what whoever waits for it is told then. */
export interface Limits {
  readonly timeoutMs: number;
  /** The reason when its time is up. */
  timeUp(): Error;
  /** The reason when this process ends. */
  processEnds(): Error;
  /** Aborts with its own reason. */
  readonly also?: AbortSignal;
}

/**
 * Whether this process is on its way to end, and when it gives up what is still under way. It is
 * asked before anything long is begun.
 */
@Injectable()
export class Lifetime implements OnModuleDestroy, OnApplicationShutdown {
  private readonly work = new AbortController();
  private readonly last = new AbortController();
  private ending = false;
  private timers: readonly NodeJS.Timeout[] = [];

  constructor(
    @Inject(lifetimeConfig.KEY) private readonly config: ConfigType<typeof lifetimeConfig>,
  ) {
    setMaxListeners(0, this.over, this.lastCall);
  }

  /** From now on nothing new is begun. */
  get isEnding(): boolean {
    return this.ending;
  }

  /** Aborts when what is under way at the end of the process has had its time. */
  get over(): AbortSignal {
    return this.work.signal;
  }

  /** Aborts when nothing is waited for any more. */
  get lastCall(): AbortSignal {
    return this.last.signal;
  }

  /** Nest calls this first, before anything else of a shutdown. */
  onModuleDestroy(): void {
    this.ending = true;
    const { overMs, lastCallMs } = boundsOf(this.config.shutdownTimeoutMs);
    const reason = new Error('the process ends');
    this.timers = [
      setTimeout(() => this.work.abort(reason), overMs).unref(),
      setTimeout(() => this.last.abort(reason), lastCallMs).unref(),
    ];
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** Waits for `work` to end, well or not, but no longer than this process may take to end. */
  async waitFor(work: Promise<unknown>): Promise<void> {
    await orAborted(
      work.catch(() => undefined),
      this.lastCall,
    ).catch(() => undefined);
  }

  /**
   * Runs work that is told by a signal to stop, and abandons it when it does not: its result, should
   * one come late, goes nowhere.
   * @throws the reason of its limits once the signal has aborted, whatever the work threw
   */
  async within<T>(limits: Limits, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal, end } = this.begin(limits);
    if (signal.aborted) throw signal.reason;
    const left = new AbortController();
    signal.addEventListener('abort', () => void this.leave(signal, left), { once: true });
    try {
      return await orAborted(work(signal), left.signal);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      end();
    }
  }

  private async leave(signal: AbortSignal, left: AbortController): Promise<void> {
    await sleep(GRACE_MS, undefined, { ref: false });
    left.abort(signal.reason);
  }

  private begin({ timeoutMs, timeUp, processEnds, also }: Limits) {
    const controller = new AbortController();
    const { signal } = controller;
    setMaxListeners(0, signal);
    const onEnd = () => controller.abort(processEnds());
    const onOther = () => controller.abort(also?.reason);
    const timer = setTimeout(() => controller.abort(timeUp()), timeoutMs);
    this.over.addEventListener('abort', onEnd, { once: true });
    also?.addEventListener('abort', onOther, { once: true });
    if (this.over.aborted) onEnd();
    if (also?.aborted === true) onOther();
    const end = () => {
      clearTimeout(timer);
      this.over.removeEventListener('abort', onEnd);
      also?.removeEventListener('abort', onOther);
    };
    return { signal, end };
  }
}

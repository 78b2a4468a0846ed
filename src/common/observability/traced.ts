import { tracingChannel, type TracingChannel } from 'node:diagnostics_channel';

/** A piece of work that traces show. */
export interface TracedWork {
  readonly name: string;
  /** `client` asks somebody else. */
  readonly kind: 'internal' | 'client';
  /** What is only of interest within other work that is traced: most of it is done by what runs by itself. */
  readonly isPart?: boolean;
  /** Kinds and names that the server gives: never what somebody sent, nor where a seller's endpoint is. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** Everything that traces can show is told here, by Node's own means; without listeners it costs a look. */
export const TRACED: TracingChannel<unknown, TracedWork> = tracingChannel('coinslot:traced');

/** Does the work, and tells whoever traces when it began, and how it ended. */
export function traced<T>(work: TracedWork, run: () => Promise<T>): Promise<T> {
  return TRACED.hasSubscribers ? TRACED.tracePromise(run, work) : run();
}

import { randomUUID } from 'node:crypto';
import type { ExecutorEvent } from '../executor.js';
import type { ResourceTypeGround } from './type-ground.js';

/** A run of the ground's input, as a paid call has it. */
export function startRun(
  { executor, input, owner }: ResourceTypeGround,
  config: object,
  signal: AbortSignal,
): AsyncIterable<ExecutorEvent> {
  const ownership = owner ?? { ownerId: randomUUID(), resourceId: randomUUID() };
  const call = { ...ownership, id: randomUUID(), config, endUser: 'u_1', input, signal } as const;
  return executor.run({ ...call, wantsEvents: false });
}

/** All that a run gives; the bytes of a content are read to their end. */
export async function drain(run: AsyncIterable<ExecutorEvent>): Promise<ExecutorEvent[]> {
  const events: ExecutorEvent[] = [];
  for await (const event of run) {
    events.push(event);
    if (event.type !== 'content' || !('body' in event)) continue;
    for await (const bytes of event.body)
      if (!(bytes instanceof Uint8Array)) throw new Error('no bytes');
  }
  return events;
}

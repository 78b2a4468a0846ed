import { type AnyEvent, EVENT_TYPES, type EventType } from '../outbox/index.js';

/** An event as it stands in the outbox. */
export type StoredEvent = AnyEvent & {
  /** Unique and the same at every attempt: work that must not be done twice is keyed by it. */
  readonly id: string;
  /** Whom the event is for. */
  readonly userId: string;
  /** When its transaction began. */
  readonly createdAt: Date;
};

/**
 * Does something about events, after the transaction that wrote them has committed.
 *
 * Each event whose transaction is kept is handed to each handler **at least once**, by one replica at a
 * time. A process that dies, or a connection that breaks, between the work and its confirmation lets the
 * same event come again: whatever must not be done twice is keyed by `event.id`. Events come in no
 * particular order, several at a time.
 */
export interface EventHandler {
  /**
   * Stable, and unique in the application: the database keeps it, and what is open for it.
   * Lower-case letters, digits and `_`; that of another team begins with `x_`.
   */
  readonly name: string;
  /** The types that it gets, or `all`: those of later releases and of other teams too. */
  readonly types: readonly EventType[] | 'all';
  /**
   * Does the work. A rejection is tried again, after a pause that grows from seconds to six hours; after
   * twenty attempts, some three days, the delivery is a dead letter. Neither holds up other events.
   * @param signal aborts when the attempt has had EVENT_HANDLER_TIMEOUT_MS, or the process ends: what
   *   still comes of it then is ignored, and the event comes again
   */
  handle(event: StoredEvent, signal: AbortSignal): Promise<void>;
}

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
const TYPE = /^[a-z_]+\.[a-z_]+$/;

/** @throws Error that names the first handler which cannot be told apart, or waits for what never comes */
export function assertHandlers(handlers: readonly EventHandler[]): void {
  const names = new Set<string>();
  for (const { name, types } of handlers) {
    const wrong = (why: string) => new Error(`the event handler "${name}" ${why}`);
    if (!NAME.test(name)) throw wrong('needs a name of lower-case letters, digits and _');
    if (names.has(name)) throw wrong('has a name that another one has too');
    names.add(name);
    if (types === 'all') continue;
    if (types.length === 0) throw wrong('names no type of event');
    const unknown = types.find((type) => !isEventType(type));
    if (unknown !== undefined) throw wrong(`names the type "${unknown}", which no event has`);
  }
}

/** Whether there is such a type: one of Coinslot's, or one that another team may have. */
export function isEventType(type: string): boolean {
  return Object.hasOwn(EVENT_TYPES, type) || (type.startsWith('x_') && TYPE.test(type));
}

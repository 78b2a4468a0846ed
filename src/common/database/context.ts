import type { ClientBase } from 'pg';

/** Who works in a transaction, and for whom. */
export interface Context {
  /** Empty when a service works for itself. */
  readonly userId: string;
  /** Empty when a user's own rights do. */
  readonly service: string;
  /** What the transaction waits its turn for, over all replicas. */
  readonly turn?: string;
}

/** Whoever stopped in the middle of their turn holds up nobody for longer than that. */
const TURN_TIMEOUT = '5s';

/**
 * Begins a transaction and sets its row-level security context, as one request of PostgreSQL's simple
 * query protocol: every transaction begins so, and a round trip costs more than what these do. What is
 * locked in one statement is seen by the next, so the turn rides along with the context.
 */
export function beginIn(client: ClientBase, { userId, service, turn }: Context): string {
  const set = (name: string, value: string) =>
    `set_config('${name}', ${client.escapeLiteral(value)}, true)`;
  const context = [set('app.user_id', userId), set('app.service', service)];
  if (turn !== undefined) {
    const key = client.escapeLiteral(turn);
    context.push(
      set('lock_timeout', TURN_TIMEOUT),
      `pg_advisory_xact_lock(hashtextextended(${key}, 0))`,
    );
  }
  return `START TRANSACTION; SELECT ${context.join(', ')}`;
}

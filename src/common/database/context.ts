import type { ClientBase } from 'pg';
import { IDLE_IN_TRANSACTION_MS } from '../../../ormconfig.js';

/** Who works in a transaction, and for whom. */
export interface Context {
  /** What the transaction may do; see `roles.ts`. */
  readonly role: string;
  /** Empty when a service works for itself. */
  readonly userId: string;
  /** What the transaction waits its turn for, over all replicas. */
  readonly turn?: string;
  /** Whether others work for the same user meanwhile; services are not asked. */
  readonly alone?: boolean;
  /** How long one statement may take, where no session says it. */
  readonly timeoutMs?: number | undefined;
}

/**
 * What everybody who works in a user's name holds, shared with others, until they end; whoever holds it alone
 * works while nobody else does.
 */
export function accountLock(userId: string): string {
  return `account ${userId}`;
}

/** Whoever stopped in the middle of their turn holds up nobody for longer than that. */
const TURN_TIMEOUT = '5s';

/**
 * Begins a transaction in a role, and says in whose name, until it ends, however it ends: `set_config`
 * does what `SET LOCAL ROLE` does. It is one request of PostgreSQL's simple query protocol: every
 * transaction begins so, and a round trip costs more than what these do. What is locked in one
 * statement is seen by the next, so the turn rides along with the context.
 */
export function beginIn(
  client: ClientBase,
  { role, userId, turn, alone, timeoutMs }: Context,
): string {
  const set = (name: string, value: string) =>
    `set_config('${name}', ${client.escapeLiteral(value)}, true)`;
  const context = [set('role', role), set('app.user_id', userId)];
  if (timeoutMs !== undefined) {
    context.push(
      set('statement_timeout', String(timeoutMs)),
      set('idle_in_transaction_session_timeout', String(IDLE_IN_TRANSACTION_MS)),
    );
  }
  if (userId !== '') {
    const key = client.escapeLiteral(accountLock(userId));
    const lock = alone === true ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
    context.push(`${lock}(hashtextextended(${key}, 0))`);
  }
  if (turn !== undefined) {
    const key = client.escapeLiteral(turn);
    context.push(
      set('lock_timeout', TURN_TIMEOUT),
      `pg_advisory_xact_lock(hashtextextended(${key}, 0))`,
    );
  }
  return `START TRANSACTION; SELECT ${context.join(', ')}`;
}

import type { EntityManager } from 'typeorm';
import { roleOf, type ServiceName, USER_ROLE } from '../../src/common/database/roles.js';

/** Whom raw SQL is run for; nobody's is the role that the application logs in as. */
export interface Context {
  readonly user?: string;
  readonly service?: ServiceName;
}

const TAKE_ON = `SELECT set_config('role', $1, true), set_config('app.user_id', $2, true)`;

/** Takes on what the product works as for a user or a service, until the transaction ends. */
export async function enter(
  tx: Pick<EntityManager, 'query'>,
  { user, service }: Context,
): Promise<void> {
  if (service !== undefined) await tx.query(TAKE_ON, [roleOf(service), '']);
  else if (user !== undefined) await tx.query(TAKE_ON, [USER_ROLE, user]);
}

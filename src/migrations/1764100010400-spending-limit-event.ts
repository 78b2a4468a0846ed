import type { MigrationInterface, QueryRunner } from 'typeorm';

const OLD = 'budget.reached';
const NEW = 'spending_limit.reached';

/**
 * That a resource has spent what its creator allows for a day is called after the limit. A budget is
 * something else: an amount for what a user spends, with an event of its own.
 */
export class SpendingLimitEvent1764100010400 implements MigrationInterface {
  readonly name = 'SpendingLimitEvent1764100010400';

  up(query: QueryRunner): Promise<void> {
    return rename(query, OLD, NEW);
  }

  down(query: QueryRunner): Promise<void> {
    return rename(query, NEW, OLD);
  }
}

/** Who asked for the one gets the other; who asked for both keeps one of them. */
async function rename(query: QueryRunner, from: string, to: string): Promise<void> {
  await query.query(`UPDATE outbox SET type = $2 WHERE type = $1`, [from, to]);
  await query.query(`UPDATE webhook_deliveries SET type = $2 WHERE type = $1`, [from, to]);
  for (const [table, types] of [
    ['webhook_endpoints', 'event_types'],
    ['event_handlers', 'types'],
  ]) {
    await query.query(
      `UPDATE ${table} SET ${types} = array_append(array_remove(array_remove(${types}, $1), $2), $2)
        WHERE $1 = ANY (${types})`,
      [from, to],
    );
  }
}

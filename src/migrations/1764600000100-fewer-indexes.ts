import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each is made anew beside calls that are paid, and then takes the place of the one of its name. */
const NEW = {
  // By payer first: whoever lists the calls of a payer finds them here.
  payment_claims_payment: `(payer, network, asset, nonce) WHERE status <> 'released'`,
  // Most payments have no name; each of them stood in here.
  payment_claims_identifier: `(payer, payment_identifier)
    WHERE payment_identifier IS NOT NULL AND status <> 'released'`,
};
const OLD = {
  payment_claims_payment: `(network, asset, payer, nonce) WHERE status <> 'released'`,
  payment_claims_identifier: `(payer, payment_identifier) WHERE status <> 'released'`,
};

/**
 * Each paid call wrote random places of four large indexes, and PostgreSQL logs the whole page of each after
 * a checkpoint. Two are enough: no payment twice, no transfer twice. No transaction: nobody may have to wait
 * while an index is made. What was cut short is made again from the beginning.
 */
export class FewerIndexes1764600000100 implements MigrationInterface {
  readonly name = 'FewerIndexes1764600000100';
  readonly transaction = false;

  async up(query: QueryRunner): Promise<void> {
    for (const [name, definition] of Object.entries(NEW)) {
      await query.query(`DROP INDEX IF EXISTS ${name}_new`);
      await query.query(
        `CREATE UNIQUE INDEX CONCURRENTLY ${name}_new ON payment_claims ${definition}`,
      );
      // One message is one transaction: there is no moment without either.
      await query.query(`DROP INDEX ${name}; ALTER INDEX ${name}_new RENAME TO ${name}`);
    }
    // settlements_transfer begins with the same columns.
    await query.query(`DROP INDEX IF EXISTS settlements_transaction`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`CREATE INDEX settlements_transaction ON settlements (network, transaction)`);
    for (const [name, definition] of Object.entries(OLD)) {
      await query.query(`DROP INDEX ${name}`);
      await query.query(`CREATE UNIQUE INDEX ${name} ON payment_claims ${definition}`);
    }
  }
}

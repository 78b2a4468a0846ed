import { DataSource } from 'typeorm';
import { Database } from '../../dist/src/common/database/index.js';
import { UsageLogEntry } from '../../dist/src/modules/execution/usage/usage-log.entity.js';
import { UsageReport } from '../../dist/src/modules/execution/usage/usage-report.service.js';
import { EarningsRepository } from '../../dist/src/modules/payments/earnings/earnings.repository.js';
import { Earnings } from '../../dist/src/modules/payments/earnings/earnings.service.js';
import { LedgerEntry } from '../../dist/src/modules/payments/ledger/ledger-entry.entity.js';
import { LedgerRepository } from '../../dist/src/modules/payments/ledger/ledger.repository.js';
import { CatalogueRepository } from '../../dist/src/modules/resources/catalogue/catalogue.repository.js';
import { Catalogue } from '../../dist/src/modules/resources/catalogue/catalogue.service.js';
import { PublicResource } from '../../dist/src/modules/resources/catalogue/public-resource.entity.js';
import { readQuery } from '../../dist/src/modules/resources/catalogue/read-query.js';
import { CatalogueSearch } from '../../dist/src/modules/resources/catalogue/search.repository.js';
import { ResourceEntity } from '../../dist/src/modules/resources/records/resource.entity.js';
import { ResourcesRepository } from '../../dist/src/modules/resources/records/resources.repository.js';
import { OWN_IDS } from '../../dist/src/modules/resources/types/resource-type.js';

const DAY_MS = 24 * 3600 * 1000;
const ENTITIES = [UsageLogEntry, LedgerEntry, PublicResource, ResourceEntity];

/** The types of resources that there are. */
const TYPES = { ids: [...OWN_IDS] };

/** Whose a resource is, is asked in a transaction of its own: only what follows is measured. */
const EVERY_OWNER = { hasEverOwned: async () => true };

const earningsOf = (db) => new Earnings(db, new LedgerRepository(), new EarningsRepository());

/** What is asked about a resource and its owner, by the product's own code. */
const QUESTIONS = [
  [
    'usage of a resource: a page of what was not charged',
    ({ db, id, ownerId }) => {
      const filter = { status: 'not_charged', from: new Date(Date.now() - 60 * DAY_MS) };
      return new UsageReport(db, EVERY_OWNER).page(ownerId, id, filter, { limit: 50 });
    },
  ],
  [
    'usage of a resource: the sums of 30 days',
    ({ db, id, ownerId }) =>
      new UsageReport(db, EVERY_OWNER).totals(ownerId, id, {
        from: new Date(Date.now() - 30 * DAY_MS),
      }),
  ],
  [
    'a creator’s earnings of 30 days',
    ({ db, ownerId }) =>
      earningsOf(db).summary(ownerId, {
        from: new Date(Date.now() - 30 * DAY_MS),
        to: null,
      }),
  ],
  [
    'a creator’s earnings of all time',
    ({ db, ownerId }) => earningsOf(db).summary(ownerId, { from: null, to: null }),
  ],
  [
    'a creator’s own resources',
    ({ db, ownerId }) =>
      db.asUser(ownerId, (tx) => new ResourcesRepository().page(tx, { limit: 20 })),
  ],
  [
    'a creator’s ledger, newest',
    ({ db, ownerId }) => db.asUser(ownerId, (tx) => new LedgerRepository().page(tx, ownerId, 50)),
  ],
  [
    'the catalogue, newest',
    ({ db }) =>
      new Catalogue(db, new CatalogueRepository(), new CatalogueSearch(), TYPES).search(
        ...readQuery({ limit: 20 }, TYPES.ids),
      ),
  ],
];

/**
 * Asks every question about each resource, as the application.
 * @returns of each question its title, sorted milliseconds, rows as they were estimated and counted, and
 * one plan
 */
export async function askAll(databaseUrl, resources) {
  const statements = [];
  const logger = { ...SILENT, logQuery: (sql, parameters) => statements.push({ sql, parameters }) };
  const source = await new DataSource({
    type: 'postgres',
    url: databaseUrl,
    entities: ENTITIES,
    poolSize: 1,
    installExtensions: false,
    logger,
  }).initialize();
  const db = new Database(source);
  const answers = [];
  for (const [title, ask] of QUESTIONS) {
    const times = [];
    const rows = [];
    let plan;
    for (const { id, ownerId } of resources) {
      await ask({ db, id, ownerId });
      statements.length = 0;
      const start = performance.now();
      await ask({ db, id, ownerId });
      times.push(performance.now() - start);
      plan = await explain(source, [...statements]);
      rows.push({ estimated: plan['Plan Rows'], counted: plan['Actual Rows'] });
    }
    answers.push({ title, times: times.sort((a, b) => a - b), rows, plan });
  }
  await source.destroy();
  return answers;
}

/** The plan of the first thing that a transaction asked, without its limit, begun as it was. */
async function explain(source, statements) {
  const begin = statements.find(({ sql }) => sql.includes('set_config'));
  const question = statements.find(({ sql }) => sql.startsWith('SELECT'));
  const runner = source.createQueryRunner();
  await runner.query(begin.sql);
  const sql = question.sql.replace(/ LIMIT \d+$/, '');
  const [row] = await runner.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, question.parameters);
  await runner.query('ROLLBACK');
  await runner.release();
  return row['QUERY PLAN'][0].Plan;
}

const SILENT = Object.fromEntries(
  ['logQueryError', 'logQuerySlow', 'logSchemaBuild', 'logMigration', 'log'].map((name) => [
    name,
    () => {},
  ]),
);

import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Database } from '../../dist/src/common/database/index.js';
import { readQuery } from '../../dist/src/modules/resources/catalogue/read-query.js';
import { OWN_IDS } from '../../dist/src/modules/resources/types/resource-type.js';
import { CatalogueRepository } from '../../dist/src/modules/resources/catalogue/catalogue.repository.js';
import { PublicResource } from '../../dist/src/modules/resources/catalogue/public-resource.entity.js';
import { CatalogueSearch } from '../../dist/src/modules/resources/catalogue/search.repository.js';
import { Catalogue } from '../../dist/src/modules/resources/catalogue/catalogue.service.js';

/**
 * How PostgreSQL answers one search: the plan of each statement, in the application's role and
 * context.
 */
export async function explain(databaseUrl, query) {
  const statements = await statementsOf(databaseUrl, query);
  const client = new Client(databaseUrl);
  await client.connect();
  const plans = [];
  for (const { sql, parameters } of statements) {
    if (sql.includes('set_config')) await client.query(sql);
    else plans.push(await planOf(client, sql, parameters));
  }
  await client.end();
  return plans;
}

async function planOf(client, sql, parameters) {
  const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS) ${sql}`, parameters);
  return [sql, ...rows.map((row) => row['QUERY PLAN'])].join('\n');
}

/** What the product sends for the search. */
async function statementsOf(databaseUrl, query) {
  const statements = [];
  const logger = { ...SILENT, logQuery: (sql, parameters) => statements.push({ sql, parameters }) };
  const options = { type: 'postgres', url: databaseUrl, entities: [PublicResource] };
  const dataSource = await new DataSource({
    ...options,
    logger,
    installExtensions: false,
  }).initialize();
  statements.length = 0;
  const db = new Database(dataSource);
  const types = { ids: [...OWN_IDS] };
  const catalogue = new Catalogue(db, new CatalogueRepository(), new CatalogueSearch(), types);
  await catalogue.search(...readQuery({ limit: 20, ...query }, types.ids));
  await dataSource.destroy();
  return statements.filter(({ sql }) => /^\s*(START|SELECT|WITH)/.test(sql));
}

const SILENT = Object.fromEntries(
  ['logQueryError', 'logQuerySlow', 'logSchemaBuild', 'logMigration', 'log'].map((name) => [
    name,
    () => {},
  ]),
);

/** Time that the calls are spread over. */
const DAYS = 90;
/** As real ones are: indexes are as large, and as much at random, as those of real calls. */
const USDC = '0x036CbD53842c5426634e7929541eC2318f3dCF7e';
const HASH = `'0x' || md5(of::text) || md5('hash' || of)`;
/** Events are kept for so long, as by default. */
const EVENT_DAYS = 30;

/**
 * What calls leave behind, as the product writes it: claim, settlement and its check, both lines of the
 * ledger, event, run and line of usage. Few resources have most of the calls, and each makes its ids.
 */
const STATEMENTS = (calls, id, largest) => [
  `CREATE TEMP TABLE sold AS
     SELECT row_number() OVER (ORDER BY md5(id::text)) - 1 AS place, id, owner_id, current_version_id
       FROM x402_resources WHERE status = 'published'`,
  `CREATE TEMP TABLE made AS
     SELECT ${id} AS id, s.id AS resource_id, s.owner_id, s.current_version_id AS version_id, n.of,
            now() - interval '${DAYS} days' * (1 - n.of / ${calls}.0) AS at,
            '0x' || md5(n.of::text) AS payer, n.of % 100 = 0 AS failed
       FROM (SELECT of, CASE WHEN random() < ${largest}
                 THEN p.places[1 + floor(cardinality(p.places) * luck ^ 3)] ELSE floor(p.count * luck ^ 3) END AS place
               FROM (SELECT of, random() AS luck FROM generate_series(1, ${calls}) AS of) AS lucky,
                    (SELECT array_agg(place) FILTER (WHERE owner_id = o.id) AS places, count(*) AS count
                       FROM sold, (SELECT owner_id FROM sold GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1) AS o (id)) AS p
            ) AS n
       JOIN sold s ON s.place = n.place ORDER BY n.of`,
  `INSERT INTO payment_claims (id, route, subject, owner_id, offer_id, network, asset, payer, nonce,
       pay_to, amount, valid_before, request_digest, status, work, transaction, created_at, updated_at,
       settled_at, ended_at, purged_at)
     SELECT id, 'resource', 'resource:' || resource_id, owner_id, version_id, 'eip155:84532', '${USDC}',
            payer, ${HASH}, '0xpayee', 50000, at, sha256('x'), 'settled', 'done', ${HASH},
            at, at, at, at, at FROM made ORDER BY of`,
  `INSERT INTO settlements (claim_id, owner_id, network, asset, payer, pay_to, amount, transaction,
       settled_at)
     SELECT id, owner_id, 'eip155:84532', '${USDC}', payer, '0xpayee', 50000, ${HASH}, at
       FROM made ORDER BY of`,
  `INSERT INTO settlement_checks (claim_id, owner_id, network, transaction, final_at)
     SELECT id, owner_id, 'eip155:84532', ${HASH}, at FROM made ORDER BY of`,
  `INSERT INTO ledger_entries (journal_id, kind, account, owner_id, network, asset, amount, created_at)
     SELECT id, 'settlement', account, owner_id, 'eip155:84532', '${USDC}', amount, at
       FROM made, (VALUES ('wallet', 50000), ('revenue', -50000)) AS line (account, amount) ORDER BY of`,
  `INSERT INTO outbox (user_id, type, data, created_at, handed_at)
     SELECT owner_id, 'payment.settled', '{}', at, at FROM made
      WHERE at > now() - interval '${EVENT_DAYS} days' ORDER BY of`,
  `INSERT INTO executions (id, resource_id, version_id, owner_id, claim_id, is_test, status, failure,
       model, input_tokens, output_tokens, started_at, finished_at)
     SELECT id, resource_id, version_id, owner_id, id, false,
            CASE WHEN failed THEN 'failed' ELSE 'succeeded' END, CASE WHEN failed THEN 'timeout' END,
            'claude:claude-sonnet-5-5', 400, 300, at, at FROM made ORDER BY of`,
  `INSERT INTO x402_prompt_template_usage_logs (execution_id, resource_id, version_id, owner_id, status,
       failure, model, input_tokens, output_tokens, amount_paid_usdc, payer, network, transaction,
       duration_ms, created_at)
     SELECT id, resource_id, version_id, owner_id, CASE WHEN failed THEN 'not_charged' ELSE 'paid' END,
            CASE WHEN failed THEN 'timeout' END, 'claude:claude-sonnet-5-5', 400, 300,
            CASE WHEN failed THEN 0 ELSE 50000 END, payer, 'eip155:84532',
            CASE WHEN failed THEN NULL ELSE ${HASH} END, 900, at FROM made ORDER BY of`,
];

/**
 * Adds calls of all resources on sale, as the owner of the database, without what triggers would do.
 * @param largest the part of all calls that one owner has besides
 * @returns resources with their calls, the most called first
 */
export async function fillCalls(client, calls, largest = 0) {
  const {
    rows: [{ id }],
  } = await client.query(
    `SELECT CASE WHEN to_regprocedure('uuid_v7()') IS NULL THEN 'gen_random_uuid()' ELSE 'uuid_v7()' END AS id`,
  );
  await client.query(`SET session_replication_role = replica`);
  for (const statement of STATEMENTS(calls, id, largest)) await client.query(statement);
  await client.query(`SET session_replication_role = origin`);
  const { rows } = await client.query(`
    SELECT resource_id AS id, owner_id AS "ownerId", count(*)::integer AS calls FROM made
     GROUP BY 1, 2 ORDER BY 3 DESC`);
  await client.query(`VACUUM (ANALYZE)`);
  return rows;
}

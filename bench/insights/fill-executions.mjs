/** Of all executions, the share of the largest owner: one in so many. */
const LARGEST = 50;
const MODELS = ['claude:claude-haiku-5-5', 'claude:claude-sonnet-5-5', 'openrouter:meta/llama-4'];
const DAYS = 365;

/**
 * A year of executions up to now, as the product books them: claim, ledger, run and line of usage. One in 33
 * is a test run, one in 50 failed and was not charged, one in 100 was bought by its owner, one in 100 was
 * refunded; one in ten has a cost that nobody knows. Rows stand in the order of time.
 */
const STATEMENTS = ({ executions, owners, resources, largest }) => [
  `CREATE TEMP TABLE owner AS
     SELECT n, CASE WHEN n = 0 THEN '${largest}' ELSE md5('owner ' || n) END::uuid AS id
       FROM generate_series(0, ${owners - 1}) n`,
  `INSERT INTO users (id) SELECT id FROM owner WHERE n > 0`,
  `INSERT INTO wallets (user_id, network, address, purpose, created_at)
     SELECT id, 'eip155:84532', '0x' || md5('own ' || n) || '00000000', 'payout',
            now() - interval '2 years' FROM owner`,
  `CREATE TEMP TABLE made AS
     SELECT uuid_v7() AS id, uuid_v7() AS refund_id, o.id AS owner_id, o.n AS owner, m.n,
            md5('resource ' || o.n || ' ' || floor(m.luck * m.luck * ${resources})::int)::uuid
              AS resource_id,
            now() - interval '${DAYS} days' * (1 - m.n / ${executions}.0) AS at,
            m.n % 33 = 1 AS is_test, m.n % 50 = 3 AS failed, m.n % 100 = 7 AS is_own,
            m.n % 100 = 11 AS is_refunded, (ARRAY['${MODELS.join("','")}'])[1 + m.n % 3] AS model,
            1000 * (1 + m.n % 90) AS amount
       FROM (SELECT n, random() AS luck, random() AS owners_luck
               FROM generate_series(1, ${executions}) n) m
       JOIN owner o ON o.n = CASE WHEN m.n % ${LARGEST} = 0 THEN 0
                             ELSE least(${owners - 1}, 1 + floor(m.owners_luck * ${owners - 1})) END
      ORDER BY m.n`,
  `INSERT INTO payment_claims (id, route, subject, owner_id, offer_id, network, asset, payer, nonce,
       pay_to, amount, valid_before, request_digest, status, work, transaction, created_at, settled_at,
       ended_at, purged_at)
     SELECT id, 'resource', 'resource:' || resource_id, owner_id, 'offer', 'eip155:84532', '0xusdc',
            '0x' || md5(CASE WHEN is_own THEN 'own ' || owner ELSE 'buyer ' || n % 100000 END)
              || '00000000', n::text, '0xpayee', amount, at, sha256('x'),
            CASE WHEN failed THEN 'released' ELSE 'settled' END,
            CASE WHEN failed THEN 'failed' ELSE 'done' END,
            CASE WHEN NOT failed THEN '0x' || md5(n::text) END, at, at, at, at
       FROM made WHERE NOT is_test ORDER BY n`,
  `INSERT INTO refunds (id, claim_id, owner_id, network, asset, payer, payee, amount, status, cause,
       decided_at, created_at)
     SELECT refund_id, id, owner_id, 'eip155:84532', '0xusdc', '0xpayer', '0xpayee', amount, 'owed',
            'failed_call', at, at FROM made WHERE is_refunded AND NOT is_test AND NOT failed ORDER BY n`,
  `INSERT INTO ledger_entries (journal_id, kind, account, owner_id, network, asset, amount, created_at)
     SELECT CASE WHEN kind = 'settlement' THEN id ELSE refund_id END, kind, account, owner_id,
            'eip155:84532', '0xusdc', amount / 1000 * thousandth, at
       FROM made, (VALUES ('settlement', 'wallet', 1000), ('settlement', 'revenue', -975),
                          ('settlement', 'platform_fee', -25), ('refund_owed', 'refunds', 975),
                          ('refund_owed', 'platform_fee', 25), ('refund_owed', 'refunds_owed', -1000))
              AS line (kind, account, thousandth)
      WHERE NOT is_test AND NOT failed AND (kind = 'settlement' OR is_refunded) ORDER BY n`,
  `INSERT INTO executions (id, resource_id, version_id, owner_id, claim_id, is_test, status, failure,
       model, input_tokens, output_tokens, started_at, finished_at)
     SELECT id, resource_id, CASE WHEN NOT is_test THEN resource_id END, owner_id,
            CASE WHEN NOT is_test THEN id END, is_test,
            CASE WHEN failed THEN 'failed' ELSE 'succeeded' END, CASE WHEN failed THEN 'timeout' END,
            model, 400, 300, at, at FROM made ORDER BY n`,
  `INSERT INTO x402_prompt_template_usage_logs (execution_id, resource_id, owner_id, status, failure,
       model, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, provider_cost_nano_usd,
       amount_paid_usdc, payer, network, transaction, duration_ms, created_at)
     SELECT id, resource_id, owner_id,
            CASE WHEN is_test THEN 'test' WHEN failed THEN 'not_charged' ELSE 'paid' END,
            CASE WHEN failed THEN 'timeout' END, model, 400, 300, 0, 0,
            CASE WHEN n % 10 <> 1 THEN 2900000 END,
            CASE WHEN is_test OR failed THEN 0 ELSE amount END, '0xpayer', 'eip155:84532',
            CASE WHEN NOT is_test AND NOT failed THEN '0x' || md5(n::text) END, 900, at
       FROM made ORDER BY n`,
];

/**
 * Fills an empty database, as its owner, without what triggers would do: whoever asks for figures for the
 * first time has them added up.
 * @param size `executions`, of which the user `largest` has one in fifty, `owners`, and `resources` of each
 * @returns owners with their executions, the largest first
 */
export async function fillExecutions(client, size) {
  await client.query(`SET session_replication_role = replica`);
  for (const statement of STATEMENTS(size)) await client.query(statement);
  await client.query(`SET session_replication_role = origin`);
  const { rows } = await client.query(`
    SELECT owner_id AS id, count(*)::integer AS executions FROM made GROUP BY 1 ORDER BY 2 DESC, 1`);
  await client.query(`DROP TABLE owner, made`);
  await client.query(`VACUUM (ANALYZE)`);
  return rows;
}

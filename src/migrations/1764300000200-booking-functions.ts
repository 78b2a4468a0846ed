import type { MigrationInterface, QueryRunner } from 'typeorm';

const RIGHTS = 'LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp';

const NEW_CLAIM = `id, route, subject, resource_url, owner_id, offer_id, network, asset, payer, nonce,
  pay_to, amount, valid_before, request_digest, retry_digest, payment, payment_identifier,
  detached, lease_token`;

const newClaim = NEW_CLAIM.replaceAll(/\w+/g, 'given.$&');

/** A payment that may still be charged; the same words as the index `payment_claims_open_of_payer`. */
const MAY_BE_CHARGED = `
  CREATE FUNCTION may_be_charged(status text, valid_before timestamptz) RETURNS boolean LANGUAGE sql STABLE
    RETURN status IN ('claimed', 'settling', 'unknown', 'refused')
      AND (status <> 'refused' OR valid_before > now())`;

/**
 * Reserves a payment, in the payer's turn: each sees all before it. NULL: it is reserved already. The
 * claim's time is that at which it is reserved, whatever waited for what before. What buyers send is apart:
 * as it is, `json` holds any text of JSON, and taken out of other JSON it would have to be text of PostgreSQL.
 */
const TAKE_CLAIM = `
  CREATE FUNCTION take_claim(claim json, given_input json, given_wish json, asked_policy text,
      unpaid_since timestamptz, lease_seconds integer) RETURNS json ${RIGHTS} SET lock_timeout = '5s' AS $$
  DECLARE
    given payment_claims := json_populate_record(NULL::payment_claims, claim);
    pays_first boolean;
    open_amount numeric;
    made payment_claims;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(
      concat_ws(' ', given.network, given.asset, given.payer), 0));
    pays_first := EXISTS (SELECT FROM payment_claims WHERE payer = given.payer
      AND network = given.network AND asset = given.asset AND unpaid_at > unpaid_since);
    SELECT coalesce(sum(amount), 0) INTO open_amount FROM payment_claims WHERE payer = given.payer
      AND network = given.network AND asset = given.asset
      AND status IN ('claimed', 'settling', 'unknown', 'refused')
      AND may_be_charged(status, valid_before);
    INSERT INTO payment_claims (${NEW_CLAIM}, input, wish, policy, lease_expires_at, created_at)
      VALUES (${newClaim}, given_input, given_wish, CASE WHEN pays_first THEN 'before_execution' ELSE asked_policy END,
        now() + make_interval(secs => lease_seconds), clock_timestamp())
      ON CONFLICT DO NOTHING
      RETURNING policy, lease_expires_at, created_at
        INTO made.policy, made.lease_expires_at, made.created_at;
    IF NOT FOUND THEN RETURN NULL; END IF;
    RETURN json_build_object('policy', made.policy, 'lease_expires_at', made.lease_expires_at,
      'created_at', made.created_at, 'open_before', open_amount::text);
  END $$`;

/** NULL leaves what there is, JSON's null takes it away. */
const kept = (column: string, given: string) => `${column} = CASE json_typeof(${given})
      WHEN 'null' THEN NULL ELSE coalesce(${given}, ${column}) END`;
const small = (column: string, type: string) => `${column} = CASE WHEN changes ? '${column}'
      THEN (changes ->> '${column}')::${type} ELSE ${column} END`;

/**
 * Moves on a claim that is as its holder believes. What a claim keeps for as long as it may be charged is
 * forgotten when it is given back. Which changes there may be is the trigger's to say.
 */
const CHANGE_CLAIM = `
  CREATE FUNCTION change_claim(claim_id uuid, lease uuid, was_status text, was_work text, changes jsonb,
      new_result json, new_note json) RETURNS void ${RIGHTS} AS $$
  DECLARE gives_back boolean := changes ->> 'status' IS NOT DISTINCT FROM 'released';
  BEGIN
    IF gives_back THEN
      new_result := 'null';
      new_note := 'null';
    END IF;
    UPDATE payment_claims SET
      ${small('status', 'text')},
      ${small('work', 'text')},
      ${small('attempts', 'integer')},
      ${small('failure', 'jsonb')},
      ${small('asked_at', 'timestamptz')},
      ${small('first_asked_at', 'timestamptz')},
      ${small('searched_block', 'bigint')},
      ${small('transaction', 'text')},
      ${small('settled_at', 'timestamptz')},
      ${small('unpaid_at', 'timestamptz')},
      ${small('never_begun', 'boolean')},
      ${kept('result', 'new_result')},
      ${kept('note', 'new_note')},
      input = CASE WHEN gives_back THEN NULL ELSE input END,
      payment = CASE WHEN gives_back THEN NULL ELSE payment END,
      purged_at = CASE WHEN gives_back THEN now() ELSE purged_at END
    WHERE id = claim_id AND lease_token = lease AND status = was_status AND work = was_work;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'claim % is held by another process', claim_id USING ERRCODE = 'LEASE';
    END IF;
  END $$`;

const BOOK_SETTLEMENT = `
  CREATE FUNCTION book_settlement(settlement json) RETURNS void ${RIGHTS} AS $$
  BEGIN
    INSERT INTO settlements (claim_id, owner_id, network, asset, payer, pay_to, amount, fee, transaction,
        log_index, block_number, block_hash)
      SELECT claim_id, owner_id, network, asset, payer, pay_to, amount, fee, transaction,
          log_index, block_number, block_hash
        FROM json_populate_record(NULL::settlements, settlement);
  END $$`;

/** The lines of one journal, which sum to zero. */
const BOOK_JOURNAL = `
  CREATE FUNCTION book_journal(journal json) RETURNS void ${RIGHTS} AS $$
  BEGIN
    INSERT INTO ledger_entries (journal_id, kind, account, owner_id, network, asset, amount)
      SELECT journal_id, kind, account, owner_id, network, asset, amount
        FROM json_populate_recordset(NULL::ledger_entries, journal);
  END $$`;

const ADD_EVENT = `
  CREATE FUNCTION add_event(of_user uuid, event_type text, event_data jsonb) RETURNS void ${RIGHTS} AS $$
  BEGIN
    INSERT INTO outbox (user_id, type, data) VALUES (of_user, event_type, event_data);
  END $$`;

const COUNTERS = `input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, provider_cost_nano_usd`;
const RUN = `id, resource_id, version_id, owner_id, claim_id, is_test, status, failure, model, ${COUNTERS},
  attempt, started_at, finished_at`;
const ENDED = `status, failure, model, ${COUNTERS}, attempt, started_at, finished_at`;
const of = (row: string, columns: string) => columns.replaceAll(/\w+/g, `${row}.$&`);

/**
 * A run that has ended: its execution, one line for each attempt, the count of sales, and the
 * event that tells of a failure. Booking it again changes nothing, and what is noted late takes the place of nothing later. One
 * line of a call is the paid one: the first that is booked once it is charged.
 */
const BOOK_RUN = `
  CREATE FUNCTION book_run(run json, payment json, failed jsonb) RETURNS void ${RIGHTS} AS $$
  DECLARE
    it executions := json_populate_record(NULL::executions, run);
    line x402_prompt_template_usage_logs :=
      json_populate_record(NULL::x402_prompt_template_usage_logs, payment);
  BEGIN
    INSERT INTO executions (${RUN}) VALUES (${of('it', RUN)})
      ON CONFLICT (id) DO UPDATE SET (${ENDED}) = ROW (${of('excluded', ENDED)})
        WHERE executions.attempt <= excluded.attempt;
    IF line.status = 'paid' AND it.attempt > 1 AND EXISTS (SELECT FROM x402_prompt_template_usage_logs
        WHERE execution_id = it.id AND status = 'paid') THEN
      line := json_populate_record(NULL::x402_prompt_template_usage_logs,
        '{"status": "rerun", "amount_paid_usdc": 0}');
    END IF;
    INSERT INTO x402_prompt_template_usage_logs (execution_id, attempt, resource_id, version_id, owner_id,
        status, failure, model, ${COUNTERS}, amount_paid_usdc, payer, network, transaction, duration_ms)
      VALUES (it.id, it.attempt, it.resource_id, it.version_id, it.owner_id, line.status, it.failure,
        it.model, ${of('it', COUNTERS)}, line.amount_paid_usdc, line.payer, line.network,
        line.transaction,
        greatest(0, round(extract(epoch FROM coalesce(it.finished_at, it.started_at) - it.started_at) * 1000)))
      ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN; END IF;
    IF line.status = 'paid' THEN
      INSERT INTO sold_calls (resource_id) VALUES (it.resource_id);
    END IF;
    IF it.failure IS NOT NULL AND failed IS NOT NULL THEN
      PERFORM add_event(it.owner_id, failed ->> 'type', failed -> 'data');
    END IF;
  END $$`;

const FUNCTIONS = 'take_claim, change_claim, book_settlement, book_journal, add_event, book_run';

/**
 * What a paid call writes, as functions that each do one thing: a statement that calls several of them is
 * one transaction in one round trip. They have the owner's rights and touch the rows they are told of alone.
 */
export class BookingFunctions1764300000200 implements MigrationInterface {
  readonly name = 'BookingFunctions1764300000200';

  async up(query: QueryRunner): Promise<void> {
    const claims = [MAY_BE_CHARGED, TAKE_CLAIM, CHANGE_CLAIM];
    const books = [BOOK_SETTLEMENT, BOOK_JOURNAL, ADD_EVENT, BOOK_RUN];
    for (const each of [...claims, ...books]) await query.query(each);
    await query.query(`
      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO coinslot_app, coinslot_as_payments;
      GRANT EXECUTE ON FUNCTION book_run TO coinslot_as_execution`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP FUNCTION ${FUNCTIONS}, may_be_charged`);
  }
}

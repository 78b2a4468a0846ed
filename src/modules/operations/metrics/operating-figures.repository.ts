import { Injectable } from '@nestjs/common';
import { ReservedConnections } from '../../../common/database/index.js';
import { COUNTED, type Figure } from './operating-figures.js';

const age = (column: string) => `coalesce(extract(epoch FROM now() - min(${column})), 0)`;
/** Of what is due at a time that may lie ahead. */
const overdue = (column: string) => `greatest(${age(column)}, 0)`;
const figure = (name: string, value: string, of = 'NULL::text') =>
  `SELECT '${name}' AS name, ${of} AS of, (${value})::float8 AS value`;

/** Every part ends at {@link COUNTED} rows of an index of what is open, so that it stays cheap when much waits. */
const READ = `
  WITH claims AS MATERIALIZED (
    SELECT status, created_at, coalesce(first_asked_at, created_at) AS asked_at
      FROM payment_claims WHERE ended_at IS NULL LIMIT ${COUNTED}),
  notes AS (SELECT created_at FROM pending_notes LIMIT ${COUNTED}),
  events AS (SELECT created_at FROM outbox WHERE handed_at IS NULL LIMIT ${COUNTED}),
  deliveries AS (SELECT FROM event_deliveries WHERE dead_at IS NULL LIMIT ${COUNTED}),
  dead AS (SELECT FROM event_deliveries WHERE dead_at IS NOT NULL LIMIT ${COUNTED}),
  webhooks AS (SELECT open_count, next_at FROM webhook_endpoints
    WHERE status = 'enabled' AND next_at IS NOT NULL LIMIT ${COUNTED}),
  stopped AS (SELECT disabled_reason FROM webhook_endpoints
    WHERE disabled_reason IN ('gone', 'failing') LIMIT ${COUNTED}),
  renewals AS (SELECT FROM connections WHERE refresh_failing_since IS NOT NULL LIMIT ${COUNTED}),
  jobs AS (SELECT run_at, locked_at, attempts >= max_attempts AS is_over
    FROM graphile_worker.jobs LIMIT ${COUNTED}),
  due AS (SELECT run_at FROM jobs WHERE run_at <= now() AND locked_at IS NULL AND NOT is_over)
  ${[
    `${figure('open_claims', 'count(*)', 'status')} FROM claims GROUP BY status`,
    `${figure('oldest_open_claim_age_seconds', age('created_at'), 'status')} FROM claims GROUP BY status`,
    `${figure('claims_settling_over_a_minute', 'count(*)')} FROM claims
       WHERE status = 'settling' AND asked_at < now() - interval '1 minute'`,
    `${figure('pending_notes', 'count(*)')} FROM notes`,
    `${figure('oldest_pending_note_age_seconds', age('created_at'))} FROM notes`,
    `${figure('events_waiting', 'count(*)')} FROM events`,
    `${figure('oldest_waiting_event_age_seconds', age('created_at'))} FROM events`,
    `${figure('event_deliveries_open', 'count(*)')} FROM deliveries`,
    `${figure('event_dead_letters', 'count(*)')} FROM dead`,
    `${figure('webhook_deliveries_open', 'coalesce(sum(open_count), 0)')} FROM webhooks`,
    `${figure('webhooks_overdue_seconds', overdue('next_at'))} FROM webhooks`,
    `${figure('webhooks_disabled', 'count(*)', 'disabled_reason')} FROM stopped GROUP BY disabled_reason`,
    `${figure('connections_renewal_failing', 'count(*)')} FROM renewals`,
    `${figure('jobs_waiting', 'count(*)')} FROM due`,
    `${figure('oldest_waiting_job_age_seconds', age('run_at'))} FROM due`,
    `${figure('jobs_given_up', 'count(*)')} FROM jobs WHERE is_over AND locked_at IS NULL`,
  ].join('\n  UNION ALL ')}`;

/** Counts what waits in the database, beside the pool: it is asked most when that is exhausted. */
@Injectable()
export class OperatingFiguresRepository {
  constructor(private readonly connections: ReservedConnections) {}

  /** All figures, in one statement. */
  read(): Promise<Figure[]> {
    return this.connections.asService<Figure>('metrics', READ, []);
  }
}

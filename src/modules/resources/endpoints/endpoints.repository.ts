import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ExternalConfig } from '../types/external/external-config.js';
import { VerifiedEndpoint } from './verified-endpoint.entity.js';

/** A resource whose endpoint is to be asked, and how it is configured. */
export interface Subject {
  readonly resourceId: string;
  readonly ownerId: string;
  readonly config: ExternalConfig;
}

interface SubjectRow {
  readonly resource_id: string;
  readonly owner_id: string;
  readonly external_url: string;
  readonly external_method: ExternalConfig['method'];
  readonly status: string;
}

/** What another verification changes. */
const FOUND = [
  'method',
  'x402_versions',
  'mime_type',
  'input_schema',
  'output_schema',
  'supports_refunds',
  'declared_refunds',
  'verified_at',
  'next_check_at',
  'failures',
  'problem',
] as const;

const SUBJECT = 'r.id AS resource_id, r.owner_id, r.external_url, r.external_method, r.status';

@Injectable()
export class EndpointsRepository {
  find(tx: EntityManager, resourceId: string): Promise<VerifiedEndpoint | null> {
    return tx.findOneBy(VerifiedEndpoint, { resourceId });
  }

  async save(tx: EntityManager, endpoint: VerifiedEndpoint): Promise<void> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(VerifiedEndpoint)
      .values({ ...endpoint })
      .orUpdate([...FOUND], ['resource_id'])
      .execute();
  }

  async noteRefunds(tx: EntityManager, resourceId: string, told: boolean | null): Promise<void> {
    await tx.update(VerifiedEndpoint, { resourceId }, { supportsRefunds: told });
  }

  /** Counts a check that found something wrong; returns how many in a row that makes. */
  async noteFailure(tx: EntityManager, resourceId: string, problem: string): Promise<number> {
    const [[row]] = await tx.query<[{ failures: number }[], number]>(
      `UPDATE verified_endpoints SET failures = failures + 1, problem = $2
        WHERE resource_id = $1 RETURNING failures`,
      [resourceId, problem],
    );
    return row?.failures ?? 0;
  }

  async forget(tx: EntityManager, resourceId: string): Promise<void> {
    await tx.delete(VerifiedEndpoint, { resourceId });
  }

  /**
   * Takes at most `limit` endpoints whose check is due and puts their next one off, so that each is
   * taken once however many replicas ask. What is off sale is put off as well, but not given.
   */
  async takeDue(
    tx: EntityManager,
    { now, next, limit }: { readonly now: Date; readonly next: Date; readonly limit: number },
  ): Promise<Subject[]> {
    const [rows] = await tx.query<[SubjectRow[], number]>(
      `WITH due AS (
         SELECT resource_id FROM verified_endpoints WHERE next_check_at <= $1
          ORDER BY next_check_at LIMIT $3 FOR UPDATE SKIP LOCKED)
       UPDATE verified_endpoints e SET next_check_at = $2
         FROM due JOIN x402_resources r ON r.id = due.resource_id
        WHERE e.resource_id = due.resource_id RETURNING ${SUBJECT}`,
      [now, next, limit],
    );
    return rows.filter(({ status }) => status === 'published').map(toSubject);
  }

  /** Endpoints that were verified once, unless archived, in the order of their resources' ids. */
  async page(
    tx: EntityManager,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<Subject[]> {
    const rows = await tx.query<SubjectRow[]>(
      `SELECT ${SUBJECT} FROM verified_endpoints e JOIN x402_resources r ON r.id = e.resource_id
        WHERE r.status <> 'archived' AND ($1::uuid IS NULL OR e.resource_id > $1)
        ORDER BY e.resource_id LIMIT $2`,
      [after ?? null, limit],
    );
    return rows.map(toSubject);
  }
}

function toSubject(row: SubjectRow): Subject {
  const config = { url: row.external_url, method: row.external_method };
  return { resourceId: row.resource_id, ownerId: row.owner_id, config };
}

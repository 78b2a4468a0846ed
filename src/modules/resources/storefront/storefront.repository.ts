import { Injectable } from '@nestjs/common';
import { type EntityManager, Not } from 'typeorm';
import { ResourceEntity } from '../records/resource.entity.js';
import { ResourceVersionEntity } from '../records/resource-version.entity.js';
import type { RecentRuns } from './sale.js';

/** A resource and the username of its owner. */
export interface Addressed {
  readonly resource: ResourceEntity;
  readonly username: string;
}

/** Reads for sales, in the context of the service `storefront`. */
@Injectable()
export class StorefrontRepository {
  /** What is for sale at this address, else one that was: archived resources free their address. */
  async findByAddress(
    tx: EntityManager,
    username: string,
    slug: string,
  ): Promise<Addressed | undefined> {
    const where = 'u.username = :username AND r.slug = :slug AND r.published_at IS NOT NULL';
    const [found] = await this.find(tx, where, { username, slug });
    return found;
  }

  async findById(tx: EntityManager, id: string): Promise<Addressed | undefined> {
    const [found] = await this.find(tx, 'r.id = :id AND u.username IS NOT NULL', { id });
    return found;
  }

  /** Whether the username was of an account that was deleted: nobody else can have it. */
  async isNameOfNobody(tx: EntityManager, username: string): Promise<boolean> {
    const found = await tx.query<unknown[]>(
      `SELECT FROM usernames WHERE username = $1 AND user_id IS NULL`,
      [username],
    );
    return found.length > 0;
  }

  /** Whether something was published under this id, by whomever. */
  wasPublished(tx: EntityManager, resourceId: string): Promise<boolean> {
    return tx.existsBy(ResourceVersionEntity, { resourceId });
  }

  /** The versions whose offers are good now, newest first. */
  async offers(
    tx: EntityManager,
    { id, ownerId, currentVersionId }: ResourceEntity,
    ttlSeconds: number,
  ): Promise<ResourceVersionEntity[]> {
    return tx
      .createQueryBuilder(ResourceVersionEntity, 'v')
      .where('v.resource_id = :id AND v.owner_id = :ownerId AND v.config IS NOT NULL')
      .andWhere(
        `(v.id = :currentVersionId OR
          v.superseded_at > clock_timestamp() - make_interval(secs => :ttlSeconds))`,
      )
      .orderBy('v.version', 'DESC')
      .setParameters({ id, ownerId, currentVersionId, ttlSeconds })
      .getMany();
  }

  /** A resource of the user whose context it is, unless archived. */
  findOwned(tx: EntityManager, id: string): Promise<ResourceEntity | null> {
    return tx.findOneBy(ResourceEntity, { id, status: Not('archived') });
  }

  /** Whether it exists in any status, where the transaction can see it. */
  exists(tx: EntityManager, id: string): Promise<boolean> {
    return tx.existsBy(ResourceEntity, { id });
  }

  /** Names by ids, of the user whose context it is. */
  async namesOf(
    tx: EntityManager,
    ownerId: string,
    ids: readonly string[],
  ): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; name: string }[]>(
      `SELECT id, name FROM x402_resources WHERE id = ANY ($1::uuid[]) AND owner_id = $2`,
      [ids, ownerId],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  findVersion(tx: EntityManager, id: string): Promise<ResourceVersionEntity | null> {
    return tx.findOneBy(ResourceVersionEntity, { id });
  }

  /**
   * Counts at most `limit` of the calls that were noted, but for resources that are gone.
   * @returns how many notes there were
   */
  async countCalls(tx: EntityManager, limit: number): Promise<number> {
    const [row] = await tx.query<{ noted: number }[]>(
      `WITH noted AS (
         DELETE FROM sold_calls
          WHERE id IN (SELECT id FROM sold_calls ORDER BY id LIMIT $1)
         RETURNING resource_id
       ), counted AS (
         INSERT INTO resource_stats (resource_id, calls)
         SELECT n.resource_id, count(*) FROM noted n JOIN x402_resources r ON r.id = n.resource_id
          GROUP BY n.resource_id
         ON CONFLICT (resource_id) DO UPDATE SET calls = resource_stats.calls + excluded.calls
       )
       SELECT count(*)::int AS noted FROM noted`,
      [limit],
    );
    return row?.noted ?? 0;
  }

  /** Replaces what was measured before, but for resources that are gone. */
  async noteRecentRuns(tx: EntityManager, measured: readonly RecentRuns[]): Promise<void> {
    await tx.query(
      `INSERT INTO resource_stats (resource_id, recent_runs, recent_successes, measured_at)
       SELECT m."resourceId", m.runs, m.successes, now()
         FROM jsonb_to_recordset($1) AS m ("resourceId" uuid, runs integer, successes integer)
         JOIN x402_resources r ON r.id = m."resourceId"
       ON CONFLICT (resource_id) DO UPDATE SET recent_runs = excluded.recent_runs,
         recent_successes = excluded.recent_successes, measured_at = excluded.measured_at`,
      [JSON.stringify(measured)],
    );
  }

  private async find(tx: EntityManager, where: string, parameters: object): Promise<Addressed[]> {
    const { entities, raw } = await tx
      .createQueryBuilder(ResourceEntity, 'r')
      .innerJoin('users', 'u', 'u.id = r.owner_id')
      .addSelect('u.username', 'username')
      .where(where, parameters)
      .orderBy(`(r.status = 'published')`, 'DESC')
      .limit(1)
      .getRawAndEntities<{ username: string }>();
    return entities.map((resource, index) => ({
      resource,
      username: raw[index]?.username ?? '',
    }));
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Cursor } from '../../../common/database/index.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import type { ResourceStatus } from './resource-lifecycle.js';
import type { Listing } from './listing.js';
import { ResourceEntity } from './resource.entity.js';

/** The unique index that keeps a creator's slugs apart. */
export const SLUG_INDEX = 'x402_resources_slug';

/** What an owner has that is not archived. */
export interface StockSize {
  readonly count: number;
  /** Of them, those not on sale. */
  readonly offSale: number;
  readonly bytes: number;
}

@Injectable()
export class ResourcesRepository {
  constructor(private readonly types: ResourceTypes) {}

  async insert(tx: EntityManager, ownerId: string, listing: Listing): Promise<ResourceEntity> {
    const { identifiers } = await tx.insert(ResourceEntity, {
      ownerId,
      ...this.columnsOf(listing),
    });
    return tx.findOneByOrFail(ResourceEntity, { id: String(identifiers[0]?.['id']) });
  }

  find(tx: EntityManager, id: string): Promise<ResourceEntity | null> {
    return tx.findOneBy(ResourceEntity, { id });
  }

  /** The resource, kept from changing by others until the transaction ends. */
  lock(tx: EntityManager, id: string): Promise<ResourceEntity | null> {
    return tx.findOne(ResourceEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Saves a listing and returns the resource as stored. */
  async change(tx: EntityManager, id: string, listing: Listing): Promise<ResourceEntity> {
    await tx.update(ResourceEntity, { id }, this.columnsOf(listing));
    return tx.findOneByOrFail(ResourceEntity, { id });
  }

  async setSupportsRefunds(tx: EntityManager, id: string, supportsRefunds: boolean): Promise<void> {
    await tx.update(ResourceEntity, { id }, { supportsRefunds });
  }

  /** Moves to a status and an offer; the first publication sets `published_at`. */
  async move(
    tx: EntityManager,
    { id, publishedAt }: ResourceEntity,
    status: ResourceStatus,
    currentVersionId: string | null,
  ): Promise<ResourceEntity> {
    const isFirst = status === 'published' && publishedAt === null;
    await tx.update(
      ResourceEntity,
      { id },
      { status, currentVersionId, ...(isFirst && { publishedAt: () => 'now()' }) },
    );
    return tx.findOneByOrFail(ResourceEntity, { id });
  }

  /** An owner's resources, newest first, without their configuration. */
  page(
    tx: EntityManager,
    filter: { readonly status?: ResourceStatus; readonly after?: Cursor; readonly limit: number },
  ): Promise<ResourceEntity[]> {
    const query = tx
      .createQueryBuilder(ResourceEntity, 'r')
      .select(SUMMARY.map((column) => `r.${column}`))
      .orderBy('r.createdAt', 'DESC')
      .addOrderBy('r.id', 'DESC')
      .limit(filter.limit);
    if (filter.status === undefined) query.where(`r.status <> 'archived'`);
    else query.where({ status: filter.status });
    if (filter.after) query.andWhere('(r.created_at, r.id) < (:createdAt, :id)', filter.after);
    return query.getMany();
  }

  /** Makes others who would add to the stock of the same user wait until this transaction ends. */
  async lockStock(tx: EntityManager): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('stock ' || app_user(), 0))`);
  }

  /** The stock of the user whose context it is. */
  async stock(tx: EntityManager): Promise<StockSize> {
    const [row] = await tx.query<StockSize[]>(
      `SELECT count(*)::int AS count, count(*) FILTER (WHERE status <> 'published')::int AS "offSale",
              coalesce(sum(size_bytes), 0)::float8 AS bytes
         FROM x402_resources WHERE owner_id = app_user() AND status <> 'archived'`,
    );
    return row ?? { count: 0, offSale: 0, bytes: 0 };
  }

  /** Slugs in use that begin like `slug`, apart from that of one resource. */
  async slugsLike(tx: EntityManager, slug: string, exceptId?: string): Promise<Set<string>> {
    const rows = await tx.query<{ slug: string }[]>(
      `SELECT slug FROM x402_resources
        WHERE status <> 'archived' AND owner_id = app_user() AND starts_with(slug, $1)
          AND id IS DISTINCT FROM $2`,
      [slug.slice(0, 50), exceptId ?? null],
    );
    return new Set(rows.map((row) => row.slug));
  }

  private columnsOf({ config, networks, ...common }: Listing) {
    const typed = { type: common.type, config };
    const typeColumns = this.types.columnsOf(typed);
    const publicInputs = this.types.inputsOf(typed);
    return { ...common, networks: [...networks], typeColumns, publicInputs };
  }
}

const SUMMARY = [
  'id',
  'type',
  'status',
  'slug',
  'name',
  'description',
  'category',
  'price',
  'usagePrice',
  'networks',
  'supportsRefunds',
  'publishedAt',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof ResourceEntity)[];

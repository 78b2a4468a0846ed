import { Injectable } from '@nestjs/common';
import { isSlug } from '../records/slug.js';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import type { IndexReportEntity } from '../records/index-report.entity.js';
import { IndexReportsRepository } from '../records/index-reports.repository.js';
import type { ResourceEntity } from '../records/resource.entity.js';
import type { ResourceVersionEntity } from '../records/resource-version.entity.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import {
  type GoneListing,
  OFFER_TTL,
  type OwnedDraft,
  type RecentRuns,
  type ResourceVersion,
  type SaleListing,
  type SaleResource,
  type SoldVersion,
} from './sale.js';
import { type Addressed, StorefrontRepository } from './storefront.repository.js';

/** What other modules sell from. */
@Injectable()
export class Storefront {
  constructor(
    private readonly db: Database,
    private readonly repository: StorefrontRepository,
    private readonly types: ResourceTypes,
    private readonly indexReports: IndexReportsRepository,
  ) {}

  /** Undefined when nothing was ever published there; `gone` when it is for sale no longer. */
  async findForSale(
    username: string,
    slug: string,
  ): Promise<SaleListing | GoneListing | undefined> {
    // Nothing is sold there, and not every text is one to the database.
    if (!/^\w+$/.test(username) || !isSlug(slug)) return undefined;
    return this.db.asService('storefront', async (tx) => {
      const found = await this.repository.findByAddress(tx, username, slug);
      if (found !== undefined) return this.listing(tx, found);
      return (await this.repository.isNameOfNobody(tx, username)) ? { gone: true } : undefined;
    });
  }

  /** Like {@link findForSale}; `resourceId` must be a UUID. */
  findForSaleById(resourceId: string): Promise<SaleListing | GoneListing | undefined> {
    return this.db.asService('storefront', async (tx) => {
      const found = await this.repository.findById(tx, resourceId);
      if (found !== undefined) return this.listing(tx, found);
      return (await this.repository.wasPublished(tx, resourceId)) ? { gone: true } : undefined;
    });
  }

  /**
   * What a version sold, whether or not it is still offered: to finish a call that was accepted.
   * Undefined once the resource is gone with its owner, and while this server does not have its type.
   */
  findVersion(versionId: string): Promise<SoldVersion | undefined> {
    return this.db.asService('storefront', async (tx) => {
      const row = await this.repository.findVersion(tx, versionId);
      const found = row && (await this.repository.findById(tx, row.resourceId));
      const version = row && this.toVersion(row);
      return found && version ? { resource: toSaleResource(found), version } : undefined;
    });
  }

  /**
   * Undefined when the user has no such resource, or archived it.
   * @throws {Problem} type_unavailable
   */
  findOwned(ownerId: string, resourceId: string): Promise<OwnedDraft | undefined> {
    return this.db.asUser(ownerId, async (tx) => {
      const resource = await this.repository.findOwned(tx, resourceId);
      return resource === null ? undefined : this.toDraft(resource);
    });
  }

  /** Whether the user has it, also when it is archived: what was noted of it stays theirs to read. */
  hasEverOwned(ownerId: string, resourceId: string): Promise<boolean> {
    return this.db.asUser(ownerId, (tx) => this.repository.exists(tx, resourceId));
  }

  /** What a user calls those of these resources that are theirs, archived or not; one statement. */
  namesOf(ownerId: string, ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return Promise.resolve(new Map());
    return this.db.asUser(ownerId, (tx) => this.repository.namesOf(tx, ownerId, ids));
  }

  /** Notes how calls ended lately, for the catalogue: it shows this until it is a day old. */
  noteRecentRuns(measured: readonly RecentRuns[]): Promise<void> {
    return this.db.asService('storefront', (tx) => this.repository.noteRecentRuns(tx, measured));
  }

  /** Notes what an index says of a resource at present, for its owner. */
  noteIndexed(
    report: Pick<IndexReportEntity, 'resourceId' | 'toldBy' | 'status' | 'reason'>,
  ): Promise<void> {
    return this.db.asService('storefront', (tx) => this.indexReports.save(tx, report));
  }

  private async listing(
    tx: EntityManager,
    found: Addressed | undefined,
  ): Promise<SaleListing | GoneListing | undefined> {
    if (found === undefined || !wasPublished(found)) return undefined;
    if (found.resource.status !== 'published') return { gone: true };
    const rows = await this.repository.offers(tx, found.resource, OFFER_TTL);
    const [current, ...older] = rows.flatMap((row) => this.toVersion(row) ?? []);
    if (current === undefined) return { gone: true };
    return { gone: false, resource: toSaleResource(found), offers: [current, ...older] };
  }

  /** Undefined when its configuration was erased, or its type is gone. */
  private toVersion(row: ResourceVersionEntity): ResourceVersion | undefined {
    const { id, version, type, name, price, usagePrice, networks, config } = row;
    if (config === null || !this.types.has(type)) return undefined;
    return { type, config, id, version, name, price, usagePrice, networks };
  }

  /** @throws {Problem} type_unavailable */
  private toDraft({ typeColumns, ...resource }: ResourceEntity): OwnedDraft {
    const { id, ownerId, name, type, limits } = resource;
    const config = this.types.configOf(this.types.get(type).id, typeColumns);
    return { type, config, id, ownerId, name, limits };
  }
}

function wasPublished({ resource }: Addressed): boolean {
  return resource.publishedAt !== null;
}

function toSaleResource({ resource, username }: Addressed): SaleResource {
  const { id, ownerId, slug, name, description, category, settlementPolicy, limits } = resource;
  const told = { username, slug, name, description, category };
  return { id, ownerId, ...told, settlementPolicy, limits };
}

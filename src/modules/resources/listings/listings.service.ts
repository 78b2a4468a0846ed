import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Cursor, Database, isUniqueViolation } from '../../../common/database/index.js';
import { notFound, Problem } from '../../../common/errors/index.js';
import { formatUsdc } from '../../../common/money/index.js';
import { slugLocked, slugTaken } from '../problems.js';
import { resourceType } from '../types/resource-types.service.js';
import { type ResourceStatus, statusAfter } from './lifecycle.js';
import { ListingCheck } from './listing-check.service.js';
import { showLimits } from './limits.dto.js';
import type { CreateListingDto, UpdateListingDto } from './listing.dto.js';
import type { ResourceEntity } from './resource.entity.js';
import { ResourcesRepository, SLUG_INDEX } from './resources.repository.js';
import { Slugs } from './slugs.service.js';
import { VersionsRepository } from './versions.repository.js';

/** A resource as its owner sees it. */
export interface OwnedResource {
  readonly resource: ResourceEntity;
  /** Number of the version that is, or was last, on offer; null before the first publication. */
  readonly version: number | null;
}

/** What creators do with their resources, apart from selling them. */
@Injectable()
export class Listings {
  constructor(
    private readonly db: Database,
    private readonly resources: ResourcesRepository,
    private readonly versions: VersionsRepository,
    private readonly check: ListingCheck,
    private readonly slugs: Slugs,
  ) {}

  /** @throws {Problem} invalid_input, slug_taken */
  async create(ownerId: string, input: CreateListingDto): Promise<OwnedResource> {
    const listing = this.check.require(input);
    await this.check.ask(listing);
    const resource = await this.savingSlug(ownerId, listing.slug, undefined, (tx) =>
      this.resources.insert(tx, ownerId, listing),
    );
    return { resource, version: null };
  }

  /** @throws {Problem} not_found */
  find(ownerId: string, id: string): Promise<OwnedResource> {
    return this.db.asUser(ownerId, async (tx) => {
      const resource = await this.resources.find(tx, id);
      if (resource === null) throw new Problem(notFound);
      return this.describe(tx, resource);
    });
  }

  /** Newest first. Archived resources are listed only when asked for. */
  page(
    ownerId: string,
    filter: { readonly status?: ResourceStatus; readonly after?: Cursor; readonly limit: number },
  ): Promise<ResourceEntity[]> {
    return this.db.asUser(ownerId, (tx) => this.resources.page(tx, filter));
  }

  /**
   * Changes what `patch` names; of `config`, the members it has. A published resource gets a new
   * version in the same transaction, and offers made from the old one stay good for their time.
   * @throws {Problem} not_found, wrong_status, slug_locked, slug_taken, invalid_input,
   * changed_meanwhile
   */
  async edit(ownerId: string, id: string, patch: UpdateListingDto): Promise<OwnedResource> {
    const { resource: before } = await this.find(ownerId, id);
    assertEditable(before, patch);
    await this.check.ask(this.merge(before, patch));
    return this.savingSlug(ownerId, patch.slug, id, async (tx) => {
      const current = await this.resources.lock(tx, id);
      if (current === null) throw new Problem(notFound);
      assertEditable(current, patch);
      // Where it stays as it is, whoever changed it has asked.
      if (patch.config !== undefined) this.check.assertAsked(before, current);
      const saved = await this.resources.change(tx, id, this.merge(current, patch));
      if (saved.status !== 'published') return this.describe(tx, saved);
      const versionId = await this.versions.offer(tx, saved);
      return this.describe(tx, await this.resources.move(tx, saved, saved.status, versionId));
    });
  }

  private merge(current: ResourceEntity, patch: UpdateListingDto) {
    const { price, typeColumns, limits: kept, ...before } = current;
    const config = resourceType(before.type).fromColumns(typeColumns);
    const limits = { ...showLimits(kept), ...given(patch.limits) };
    const merged = { ...before, price: formatUsdc(price), ...given(patch), limits };
    return this.check.require({ ...merged, config: { ...config, ...patch.config } }, config);
  }

  private async describe(tx: EntityManager, resource: ResourceEntity): Promise<OwnedResource> {
    return { resource, version: await this.versions.number(tx, resource.currentVersionId) };
  }

  private async savingSlug<T>(
    ownerId: string,
    slug: string | undefined,
    id: string | undefined,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.db.asUser(ownerId, work);
    } catch (error) {
      if (slug === undefined || !isUniqueViolation(error, SLUG_INDEX)) throw error;
      const { suggestion } = await this.slugs.check(ownerId, slug, id);
      const errors = [{ field: 'slug', message: slugTaken.title }];
      throw new Problem(slugTaken, { errors, extensions: { suggestion } });
    }
  }
}

function assertEditable({ status, slug }: ResourceEntity, patch: UpdateListingDto): void {
  statusAfter(status, 'edit');
  if (status === 'published' && (patch.slug ?? slug) !== slug) throw new Problem(slugLocked);
}

/** The members that were sent. */
function given<T extends object>(members: T | undefined): Partial<T> {
  const sent = Object.entries(members ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(sent) as Partial<T>;
}

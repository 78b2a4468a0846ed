import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Cursor, Database } from '../../../common/database/index.js';
import { notFound, Problem } from '../../../common/errors/index.js';
import { Endpoints, type Inspection } from '../endpoints/endpoints.service.js';
import type { VerifiedEndpoint } from '../endpoints/verified-endpoint.entity.js';
import { slugLocked } from '../resource-problems.js';
import { type ResourceStatus, statusAfter } from '../records/resource-lifecycle.js';
import { ListingCheck, type SentChanges } from './listing-check.service.js';
import type { CreateListingDto, UpdateListingDto } from './listing.dto.js';
import type { ResourceEntity } from '../records/resource.entity.js';
import type { ResourceVersionEntity } from '../records/resource-version.entity.js';
import { ResourcesRepository } from '../records/resources.repository.js';
import { Stock } from './stock.service.js';
import { VersionsRepository } from '../records/versions.repository.js';

/** A resource as its owner sees it. */
export interface OwnedResource {
  readonly resource: ResourceEntity;
  /** Number of the version that is, or was last, on offer; null before the first publication. */
  readonly version: number | null;
  /** What is known of the endpoint that sells it, if one does and it was verified. */
  readonly endpoint: VerifiedEndpoint | null;
}

/** What creators do with their resources, apart from selling them. */
@Injectable()
export class Listings {
  constructor(
    private readonly db: Database,
    private readonly resources: ResourcesRepository,
    private readonly versions: VersionsRepository,
    private readonly check: ListingCheck,
    private readonly endpoints: Endpoints,
    private readonly stock: Stock,
  ) {}

  /** @throws {Problem} invalid_input, slug_taken, too_many_resources, too_much_stored, too_many_requests */
  async create(ownerId: string, input: CreateListingDto): Promise<OwnedResource> {
    const listing = this.check.require(input);
    await this.stock.admitCreation(ownerId);
    await this.check.ask(listing);
    const saving = { slug: listing.slug, id: undefined };
    const resource = await this.stock.save(ownerId, saving, (tx) =>
      this.resources.insert(tx, ownerId, listing),
    );
    return { resource, version: null, endpoint: null };
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
   * What was offered of a resource, newest first, without its configuration.
   * @throws {Problem} not_found
   */
  versionsOf(
    ownerId: string,
    id: string,
    page: { readonly before: number | undefined; readonly limit: number },
  ): Promise<ResourceVersionEntity[]> {
    return this.db.asUser(ownerId, async (tx) => {
      if ((await this.resources.find(tx, id)) === null) throw new Problem(notFound);
      return this.versions.page(tx, id, page);
    });
  }

  /** @throws {Problem} not_found */
  async versionOf(ownerId: string, id: string, version: number): Promise<ResourceVersionEntity> {
    const found = await this.db.asUser(ownerId, (tx) => this.versions.findNumber(tx, id, version));
    if (found === null) throw new Problem(notFound);
    return found;
  }

  /**
   * Changes what `patch` names; of `config`, the members it has. A published resource gets a new
   * version in the same transaction, and offers made from the old one stay good for their time.
   * @throws {Problem} not_found, wrong_status, type_unavailable, slug_locked, slug_taken, invalid_input,
   * provider_terms_missing, changed_meanwhile, too_much_stored, too_many_requests
   */
  async edit(ownerId: string, id: string, sent: SentChanges): Promise<OwnedResource> {
    const { resource: before, endpoint } = await this.find(ownerId, id);
    statusAfter(before.status, 'edit');
    this.check.requireSound(before, sent);
    const { patch } = sent;
    assertEditable(before, patch);
    const wanted = this.check.requireChanged(before, patch, endpoint);
    await this.check.ask(wanted);
    const isOnSale = before.status === 'published';
    if (isOnSale) await this.stock.admitOffer(ownerId);
    const inspection = isOnSale ? await this.endpoints.inspect(ownerId, wanted) : undefined;
    return this.stock.save(ownerId, { slug: patch.slug, id }, async (tx) => {
      const current = await this.resources.lock(tx, id);
      if (current === null) throw new Problem(notFound);
      assertEditable(current, patch);
      // Where it stays as it is, whoever changed it has asked.
      if (patch.config !== undefined) this.check.assertAsked(before, current);
      const saved = await this.save(tx, current, patch, inspection);
      if (saved.status !== 'published') return this.describe(tx, saved);
      const versionId = await this.versions.offer(tx, saved);
      return this.describe(tx, await this.resources.move(tx, saved, saved.status, versionId));
    });
  }

  /** What its endpoint was found to say holds for as long as the resource is on sale unchanged. */
  private async save(
    tx: EntityManager,
    current: ResourceEntity,
    patch: UpdateListingDto,
    inspection: Inspection | undefined,
  ): Promise<ResourceEntity> {
    const endpoint = await this.endpoints.find(tx, current.id);
    const listing = this.check.requireChanged(current, patch, endpoint);
    if (current.status === 'published') {
      await this.check.requireTerms(tx, listing, current);
      const settled = await this.endpoints.settle(tx, current, listing, inspection);
      return this.resources.change(tx, current.id, settled);
    }
    await this.endpoints.forget(tx, current.id);
    return this.resources.change(tx, current.id, listing);
  }

  private async describe(tx: EntityManager, resource: ResourceEntity): Promise<OwnedResource> {
    const version = await this.versions.number(tx, resource.currentVersionId);
    return { resource, version, endpoint: await this.endpoints.find(tx, resource.id) };
  }
}

function assertEditable({ status, slug }: ResourceEntity, patch: UpdateListingDto): void {
  statusAfter(status, 'edit');
  if (status === 'published' && (patch.slug ?? slug) !== slug) throw new Problem(slugLocked);
}

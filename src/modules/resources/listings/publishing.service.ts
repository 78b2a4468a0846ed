import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { notFound, Problem } from '../../../common/errors/index.js';
import { AccountDirectory } from '../../accounts/index.js';
import { Endpoints } from '../endpoints/endpoints.service.js';
import { usernameMissing } from '../resource-problems.js';
import {
  type ResourceAction,
  type ResourceStatus,
  statusAfter,
} from '../records/resource-lifecycle.js';
import { ListingCheck } from './listing-check.service.js';
import type { Listing } from '../records/listing.js';
import type { OwnedResource } from './listings.service.js';
import type { ResourceEntity } from '../records/resource.entity.js';
import { ResourcesRepository } from '../records/resources.repository.js';
import { VersionsRepository } from '../records/versions.repository.js';

/** Puts resources on sale and takes them off again. */
@Injectable()
export class Publishing {
  constructor(
    private readonly db: Database,
    private readonly accounts: AccountDirectory,
    private readonly resources: ResourcesRepository,
    private readonly versions: VersionsRepository,
    private readonly check: ListingCheck,
    private readonly endpoints: Endpoints,
  ) {}

  /**
   * Offers the resource as it is now.
   * @throws {Problem} not_found, wrong_status, username_missing, type_unavailable,
   * provider_terms_missing, changed_meanwhile; invalid_input
   * when what was saved can be sold no longer, for instance because its model is gone
   */
  async publish(ownerId: string, id: string): Promise<OwnedResource> {
    const username = await this.accounts.username(ownerId);
    const before = await this.db.asUser(ownerId, (tx) => this.resources.find(tx, id));
    if (before === null) throw new Problem(notFound);
    statusAfter(before.status, 'publish');
    if (username === undefined) throw new Problem(usernameMissing);
    const saved = await this.db.asUser(ownerId, (tx) => this.listingOf(tx, before));
    await this.check.ask(saved);
    const inspection = await this.endpoints.inspect(ownerId, saved);
    return this.move(ownerId, id, 'publish', async (tx, resource, status) => {
      this.check.assertAsked(before, resource);
      const listing = await this.listingOf(tx, resource);
      await this.check.requireTerms(tx, listing);
      const settled = await this.endpoints.settle(tx, resource, listing, inspection);
      const changed = settled === listing ? resource : await this.resources.change(tx, id, settled);
      const versionId = await this.versions.offer(tx, changed);
      return this.resources.move(tx, changed, status, versionId);
    });
  }

  /**
   * Withdraws the resource and its offers; it can be published again.
   * @throws {Problem} not_found, wrong_status
   */
  unpublish(ownerId: string, id: string): Promise<OwnedResource> {
    return this.move(ownerId, id, 'unpublish', this.withdraw);
  }

  /**
   * Withdraws the resource for good and frees its slug; its versions stay for the accounting.
   * @throws {Problem} not_found
   */
  archive(ownerId: string, id: string): Promise<OwnedResource> {
    return this.move(ownerId, id, 'archive', this.withdraw);
  }

  private async listingOf(tx: EntityManager, resource: ResourceEntity): Promise<Listing> {
    return this.check.requireSaved(resource, await this.endpoints.find(tx, resource.id));
  }

  private readonly withdraw = async (
    tx: EntityManager,
    resource: ResourceEntity,
    status: ResourceStatus,
  ): Promise<ResourceEntity> => {
    const { currentVersionId } = resource;
    if (currentVersionId !== null) await this.versions.withdraw(tx, currentVersionId);
    return this.resources.move(tx, resource, status, currentVersionId);
  };

  private move(
    ownerId: string,
    id: string,
    action: ResourceAction,
    work: (
      tx: EntityManager,
      resource: ResourceEntity,
      status: ResourceStatus,
    ) => Promise<ResourceEntity>,
  ): Promise<OwnedResource> {
    return this.db.asUser(ownerId, async (tx) => {
      const current = await this.resources.lock(tx, id);
      if (current === null) throw new Problem(notFound);
      const status = statusAfter(current.status, action);
      const resource = await work(tx, current, status);
      const version = await this.versions.number(tx, resource.currentVersionId);
      return { resource, version, endpoint: await this.endpoints.find(tx, id) };
    });
  }
}

import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { Outbox } from '../../../common/outbox/index.js';
import { ListingCheck } from '../listings/listing-check.service.js';
import type { ResourceEntity } from '../listings/resource.entity.js';
import { ResourcesRepository } from '../listings/resources.repository.js';
import { VersionsRepository } from '../listings/versions.repository.js';
import { resourceType } from '../types/resource-types.service.js';
import { EndpointsRepository, type Subject } from './endpoints.repository.js';
import { Endpoints } from './endpoints.service.js';
import type { Found } from './survey.js';
import { type EndpointTerms, withTerms } from './terms.js';
import type { VerifiedEndpoint } from './verified-endpoint.entity.js';

/** A resource whose endpoint fails so many checks in a row goes off sale. */
const MAX_FAILURES = 3;

interface Known {
  readonly resource: ResourceEntity;
  readonly endpoint: VerifiedEndpoint;
}

/** Follows what endpoints say later than at their verification; in the name of their owners. */
@Injectable()
export class EndpointChanges {
  constructor(
    private readonly db: Database,
    private readonly resources: ResourcesRepository,
    private readonly versions: VersionsRepository,
    private readonly listings: ListingCheck,
    private readonly endpoints: Endpoints,
    private readonly repository: EndpointsRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Offers what an endpoint asks for now, as a new version where it differs. Without usable terms
   * the failure is counted, and the third in a row takes the resource off sale. Nothing happens to
   * resources that are off sale, or name another endpoint, by now.
   */
  follow(subject: Subject, found: Found): Promise<void> {
    return this.whileSame(subject, undefined, async (tx, known) => {
      if (known.resource.status !== 'published') return;
      if ('errors' in found) await this.fail(tx, known.resource, found.code);
      else await this.adopt(tx, known, found);
    });
  }

  /** Stores whether an endpoint grants refunds; true when that changes what the catalogue says. */
  followRefunds(subject: Subject, { supportsRefunds: told }: EndpointTerms): Promise<boolean> {
    return this.whileSame(subject, false, async (tx, { resource, endpoint }) => {
      const refunds = told ?? endpoint.declaredRefunds;
      await this.repository.noteRefunds(tx, resource.id, told);
      if (refunds === resource.supportsRefunds) return false;
      await this.resources.setSupportsRefunds(tx, resource.id, refunds);
      return true;
    });
  }

  private async adopt(
    tx: EntityManager,
    { resource, endpoint }: Known,
    terms: EndpointTerms,
  ): Promise<void> {
    const listing = withTerms(this.listings.requireSaved(resource, endpoint), terms);
    await this.endpoints.keep(tx, endpoint, terms);
    const { price, networks, supportsRefunds } = resource;
    const isSame = isDeepStrictEqual(
      [price, networks, supportsRefunds],
      [listing.price, listing.networks, listing.supportsRefunds],
    );
    if (isSame) return;
    const changed = await this.resources.change(tx, resource.id, listing);
    const versionId = await this.versions.offer(tx, changed);
    await this.resources.move(tx, changed, changed.status, versionId);
  }

  private async fail(tx: EntityManager, resource: ResourceEntity, code: string): Promise<void> {
    const failures = await this.repository.noteFailure(tx, resource.id, code);
    if (failures < MAX_FAILURES) return;
    const { currentVersionId } = resource;
    if (currentVersionId !== null) await this.versions.withdraw(tx, currentVersionId);
    await this.resources.move(tx, resource, 'unpublished', currentVersionId);
    const { ownerId, id: resourceId, slug } = resource;
    const data = { resourceId, slug, reason: code };
    await this.outbox.add(tx, { userId: ownerId, type: 'resource.unpublished', data });
  }

  /** The endpoint was asked outside of any transaction: its resource may be another by now. */
  private whileSame<T>(
    { ownerId, resourceId, config }: Subject,
    otherwise: T,
    work: (tx: EntityManager, known: Known) => Promise<T>,
  ): Promise<T> {
    return this.db.asUser(ownerId, async (tx) => {
      const resource = await this.resources.lock(tx, resourceId);
      const endpoint = await this.repository.find(tx, resourceId);
      if (resource === null || endpoint === null) return otherwise;
      const present = resourceType(resource.type).fromColumns(resource.typeColumns);
      return isDeepStrictEqual(present, config) ? work(tx, { resource, endpoint }) : otherwise;
    });
  }
}

import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ListingCheck } from '../listings/listing-check.service.js';
import type { ResourceEntity } from '../records/resource.entity.js';
import { ResourcesRepository } from '../records/resources.repository.js';
import { VersionsRepository } from '../records/versions.repository.js';
import { Withdrawals } from '../records/withdrawals.service.js';
import { EndpointsRepository } from '../endpoints/endpoints.repository.js';
import { Endpoints } from '../endpoints/endpoints.service.js';
import { type EndpointTerms, withTerms } from '../endpoints/terms.js';
import type { VerifiedEndpoint } from '../endpoints/verified-endpoint.entity.js';

/** A resource whose endpoint fails so many checks in a row goes off sale. */
const MAX_FAILURES = 3;

/** A listed resource and what is known of its endpoint. */
export interface Known {
  readonly resource: ResourceEntity;
  readonly endpoint: VerifiedEndpoint;
}

/** Writes down what a look at an endpoint means for its resource, which is locked. */
@Injectable()
export class EndpointOutcomes {
  constructor(
    private readonly resources: ResourcesRepository,
    private readonly versions: VersionsRepository,
    private readonly listings: ListingCheck,
    private readonly endpoints: Endpoints,
    private readonly repository: EndpointsRepository,
    private readonly withdrawals: Withdrawals,
  ) {}

  /** Offers what the endpoint asks for now. */
  async adopt(
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

  /** Counts the failure; the last one allowed takes the resource off sale, and its owner is told. */
  async fail(tx: EntityManager, resource: ResourceEntity, code: string): Promise<void> {
    const failures = await this.repository.noteFailure(tx, resource.id, code);
    if (failures < MAX_FAILURES) return;
    await this.withdrawals.withdraw(tx, resource.id, code);
  }
}

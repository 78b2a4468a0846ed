import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { ResourcesRepository } from '../records/resources.repository.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import { EndpointOutcomes, type Known } from './endpoint-outcomes.service.js';
import { EndpointsRepository, type Subject } from '../endpoints/endpoints.repository.js';
import type { Found } from './survey.js';
import type { EndpointTerms } from '../endpoints/terms.js';

/** Follows what endpoints say later than at their verification; in the name of their owners. */
@Injectable()
export class EndpointChanges {
  constructor(
    private readonly db: Database,
    private readonly resources: ResourcesRepository,
    private readonly repository: EndpointsRepository,
    private readonly outcomes: EndpointOutcomes,
    private readonly types: ResourceTypes,
  ) {}

  /**
   * Offers what an endpoint asks for now, as a new version where it differs. Without usable terms
   * the failure is counted, and the third in a row takes the resource off sale. Nothing happens to
   * resources that are off sale, or name another endpoint, by now.
   */
  follow(subject: Subject, found: Found): Promise<void> {
    return this.whileSame(subject, undefined, async (tx, known) => {
      if (known.resource.status !== 'published') return;
      if ('errors' in found) await this.outcomes.fail(tx, known.resource, found.code);
      else await this.outcomes.adopt(tx, known, found);
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
      const present = this.types.configOf(resource.type, resource.typeColumns);
      return isDeepStrictEqual(present, config) ? work(tx, { resource, endpoint }) : otherwise;
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { notFound, Problem } from '../../../common/errors/index.js';
import { EndpointsRepository } from '../endpoints/endpoints.repository.js';
import type { VerifiedEndpoint } from '../endpoints/verified-endpoint.entity.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import { CatalogueRepository } from './catalogue.repository.js';
import type { PublicResource } from './public-resource.entity.js';

/** One resource on sale, with what is known of the endpoint that sells it, if one does. */
export interface CatalogueDetail {
  readonly row: PublicResource;
  readonly endpoint: VerifiedEndpoint | null;
}

/** Shows single resources that are on sale. */
@Injectable()
export class CatalogueDetails {
  constructor(
    private readonly db: Database,
    private readonly repository: CatalogueRepository,
    private readonly endpoints: EndpointsRepository,
    private readonly types: ResourceTypes,
  ) {}

  /** @throws {Problem} not_found */
  findById(id: string): Promise<CatalogueDetail> {
    return this.show((tx) => this.repository.findById(tx, id));
  }

  /** @throws {Problem} not_found */
  findBySlug(username: string, slug: string): Promise<CatalogueDetail> {
    return this.show((tx) => this.repository.findBySlug(tx, username, slug));
  }

  private show(
    find: (tx: EntityManager) => Promise<PublicResource | null>,
  ): Promise<CatalogueDetail> {
    return this.db.asService('storefront', async (tx) => {
      const row = await find(tx);
      if (row === null || !this.types.has(row.type)) throw new Problem(notFound);
      return { row, endpoint: await this.endpoints.find(tx, row.id) };
    });
  }
}

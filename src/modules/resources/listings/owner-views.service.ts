import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Database, encodeCursor } from '../../../common/database/index.js';
import { AccountDirectory } from '../../accounts/index.js';
import { listingsConfig } from './listings.config.js';
import { resourceUrl } from '../records/listing.js';
import { IndexReportsRepository } from '../records/index-reports.repository.js';
import type { OwnedResource } from './listings.service.js';
import {
  type AllBeside,
  type Beside,
  OwnedResourceDto,
  OwnedResourceSummaryDto,
  PublishedResourceDto,
} from './owned-resource.dto.js';
import type { OwnedResourcePageDto } from './owned-resource-page.dto.js';
import type { ResourceEntity } from '../records/resource.entity.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import { Warnings } from './warnings.service.js';

/** Makes the answers that owners get about their resources. */
@Injectable()
export class OwnerViews {
  constructor(
    @Inject(listingsConfig.KEY) private readonly config: ConfigType<typeof listingsConfig>,
    private readonly accounts: AccountDirectory,
    private readonly warnings: Warnings,
    private readonly types: ResourceTypes,
    private readonly db: Database,
    private readonly indexReports: IndexReportsRepository,
  ) {}

  async one(owned: OwnedResource): Promise<OwnedResourceDto> {
    return new OwnedResourceDto(owned, this.configOf(owned), await this.beside(owned.resource));
  }

  async published(owned: OwnedResource): Promise<PublishedResourceDto> {
    const { id, ownerId, type, networks, limits } = owned.resource;
    const config = this.configOf(owned);
    return new PublishedResourceDto(owned, config, await this.beside(owned.resource), [
      ...(await this.warnings.ofConfig(ownerId, type, config, id)),
      ...(await this.warnings.ofEndpoint(type, config)),
      ...(await this.warnings.ofLimits(type, config, limits)),
      ...(await this.warnings.ofNetworks(ownerId, type, networks)),
    ]);
  }

  /** @param rows up to one more than `limit`, which tells that there is a next page */
  async page(
    ownerId: string,
    rows: readonly ResourceEntity[],
    limit: number,
  ): Promise<OwnedResourcePageDto> {
    const username = await this.accounts.username(ownerId);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((row) => new OwnedResourceSummaryDto(row, this.besideOf(row, username))),
      nextCursor:
        last === undefined
          ? null
          : encodeCursor({ createdAt: last.createdAt.toISOString(), id: last.id }),
    };
  }

  private configOf({ resource: { type, typeColumns } }: OwnedResource): object {
    return this.types.configOf(type, typeColumns);
  }

  private async beside(resource: ResourceEntity): Promise<AllBeside> {
    const { id, ownerId } = resource;
    const indexes = await this.db.asUser(ownerId, (tx) => this.indexReports.find(tx, id));
    return { ...this.besideOf(resource, await this.accounts.username(ownerId)), indexes };
  }

  private besideOf({ type, slug }: ResourceEntity, username: string | undefined): Beside {
    const url = username === undefined ? null : resourceUrl(this.config.publicUrl, username, slug);
    return { url, typeIsAvailable: this.types.has(type) };
  }
}

import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import { CatalogueRepository } from './catalogue.repository.js';

/** Warns at the start of published resources whose type this server lacks: it sells none of them. */
@Injectable()
export class MissingTypes implements OnApplicationBootstrap {
  constructor(
    private readonly db: Database,
    private readonly repository: CatalogueRepository,
    private readonly types: ResourceTypes,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Never keeps a server from starting. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      const missing = await this.db.asService('storefront', (tx) =>
        this.repository.countOfOtherTypes(tx, this.types.ids),
      );
      if (missing.size === 0) return;
      const published = Object.fromEntries(missing);
      this.logger.warn({ published }, 'resources are published whose type this server lacks');
    } catch (error) {
      this.logger.warn({ err: error }, 'whether types are missing could not be read');
    }
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { unknownProvider } from '../integration-problems.js';
import { AffectedResourcesRepository } from './affected-resources.repository.js';
import { ConnectionChecks } from './connection-checks.service.js';

/** What stops selling without a key. */
@Injectable()
export class AffectedResources {
  constructor(
    private readonly database: Database,
    private readonly checks: ConnectionChecks,
    private readonly resources: AffectedResourcesRepository,
  ) {}

  /** How many of the user's resources on sale need a key. @throws {Problem} unknown_provider */
  async count(userId: string, provider: string): Promise<number> {
    const known = this.checks.modelProviders();
    if (!known.includes(provider)) {
      const detail = `The providers whose keys resources run on are: ${known.join(', ')}.`;
      throw new Problem(unknownProvider, { detail });
    }
    return this.database.asUser(userId, (tx) => this.resources.count(tx, provider));
  }
}

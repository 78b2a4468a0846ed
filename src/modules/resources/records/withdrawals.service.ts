import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Outbox } from '../../../common/outbox/index.js';
import { ResourcesRepository } from './resources.repository.js';
import { VersionsRepository } from './versions.repository.js';

/** Takes resources off sale where it is not their owner who does; the owner is told. */
@Injectable()
export class Withdrawals {
  constructor(
    private readonly resources: ResourcesRepository,
    private readonly versions: VersionsRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Takes a resource and its offers off sale, until its owner publishes it again.
   * @param tx in the context of the owner
   * @param reason a code, for the event
   * @returns false when it is not on sale, and nothing was done
   */
  async withdraw(tx: EntityManager, resourceId: string, reason: string): Promise<boolean> {
    const resource = await this.resources.lock(tx, resourceId);
    if (resource?.status !== 'published') return false;
    const { currentVersionId, ownerId, slug } = resource;
    if (currentVersionId !== null) await this.versions.withdraw(tx, currentVersionId);
    await this.resources.move(tx, resource, 'unpublished', currentVersionId);
    const data = { resourceId, slug, reason };
    await this.outbox.add(tx, { userId: ownerId, type: 'resource.unpublished', data });
    return true;
  }
}

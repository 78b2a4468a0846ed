import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull, LessThan } from 'typeorm';
import { ResourceTypes } from '../types/resource-types.service.js';
import type { ResourceEntity } from './resource.entity.js';
import { ResourceVersionEntity } from './resource-version.entity.js';

/**
 * Versions of resources. Writing calls need the resource's lock, so that numbers follow each other.
 * Moments are the wall clock's: while a transaction waited for the lock, its own `now()` stood still.
 */
@Injectable()
export class VersionsRepository {
  constructor(private readonly types: ResourceTypes) {}

  /** Puts the resource's present state on offer, as a new version when it differs from the last. */
  async offer(tx: EntityManager, resource: ResourceEntity): Promise<string> {
    const { id: resourceId, ownerId } = resource;
    const last = await tx.findOne(ResourceVersionEntity, {
      where: { resourceId },
      order: { version: 'DESC' },
    });
    const sold = this.soldOf(resource);
    if (last !== null && isDeepStrictEqual(sold, versionContent(last))) {
      if (last.supersededAt !== null) {
        await tx.update(ResourceVersionEntity, { id: last.id }, { supersededAt: null });
      }
      return last.id;
    }
    if (last !== null) await this.withdraw(tx, last.id);
    const version = (last?.version ?? 0) + 1;
    const values = { resourceId, ownerId, version, ...sold };
    const { identifiers } = await tx.insert(ResourceVersionEntity, values);
    return String(identifiers[0]?.['id']);
  }

  /** Ends an offer now; one that has ended keeps its moment. */
  async withdraw(tx: EntityManager, id: string): Promise<void> {
    await tx.update(
      ResourceVersionEntity,
      { id, supersededAt: IsNull() },
      { supersededAt: () => 'clock_timestamp()' },
    );
  }

  /** The number of a version. */
  async number(tx: EntityManager, id: string | null): Promise<number | null> {
    if (id === null) return null;
    const found = await tx.findOne(ResourceVersionEntity, {
      where: { id },
      select: { version: true },
    });
    return found?.version ?? null;
  }

  /**
   * Versions of a resource without their configuration, newest first.
   * @param page.before only those with a lower number
   */
  page(
    tx: EntityManager,
    resourceId: string,
    { before, limit }: { readonly before: number | undefined; readonly limit: number },
  ): Promise<ResourceVersionEntity[]> {
    return tx.find(ResourceVersionEntity, {
      where: { resourceId, ...(before !== undefined && { version: LessThan(before) }) },
      select: SUMMARY,
      order: { version: 'DESC' },
      take: limit,
    });
  }

  /** The version of that number, with its configuration. */
  findNumber(
    tx: EntityManager,
    resourceId: string,
    version: number,
  ): Promise<ResourceVersionEntity | null> {
    return tx.findOneBy(ResourceVersionEntity, { resourceId, version });
  }

  private soldOf({ type, name, price, usagePrice, networks, typeColumns }: ResourceEntity) {
    if (price === null) throw new Error('nothing is offered without a price');
    return {
      type,
      name,
      price,
      usagePrice,
      networks,
      config: this.types.configOf(type, typeColumns),
    };
  }
}

const SUMMARY = {
  id: true,
  version: true,
  name: true,
  price: true,
  usagePrice: true,
  networks: true,
  createdAt: true,
  supersededAt: true,
} as const;

function versionContent(version: ResourceVersionEntity) {
  const { type, name, price, usagePrice, networks, config } = version;
  return { type, name, price, usagePrice, networks, config };
}

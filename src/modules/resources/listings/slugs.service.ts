import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { ResourcesRepository } from '../records/resources.repository.js';
import { freeSlug, isReserved, isSlug, toSlug } from '../records/slug.js';

export interface SlugVerdict {
  /** It has the form of a slug. */
  readonly valid: boolean;
  /** It is valid and not reserved, and no other resource of the owner has it. */
  readonly available: boolean;
  /** An available one like it, where it is not available itself. */
  readonly suggestion?: string;
}

/** Answers whether an owner can use a slug. */
@Injectable()
export class Slugs {
  constructor(
    private readonly db: Database,
    private readonly resources: ResourcesRepository,
  ) {}

  /** @param exceptId the resource that may have the slug already */
  async check(ownerId: string, text: string, exceptId?: string): Promise<SlugVerdict> {
    const valid = isSlug(text);
    const wanted = valid ? text : toSlug(text);
    if (wanted === undefined) return { valid, available: false };
    return this.db.asUser(ownerId, async (tx) => {
      const taken = await this.resources.slugsLike(tx, wanted, exceptId);
      const isFree = valid && !taken.has(text);
      if (isFree && (!isReserved(text) || (await this.has(tx, exceptId, text)))) {
        return { valid, available: true };
      }
      return { valid, available: false, suggestion: freeSlug(wanted, taken) };
    });
  }

  /** Whether a resource has a slug from before it was reserved. */
  private async has(tx: EntityManager, id: string | undefined, slug: string): Promise<boolean> {
    return id !== undefined && (await this.resources.find(tx, id))?.slug === slug;
  }
}

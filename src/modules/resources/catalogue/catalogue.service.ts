import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { notFound, Problem } from '../../../common/errors/index.js';
import { CATEGORIES } from '../listings/categories.js';
import { type CatalogueFilter, CatalogueRepository } from './catalogue.repository.js';
import { encodePosition, type Position, type Sort } from './order.js';
import type { PublicResource } from './public-resource.entity.js';

export interface CataloguePage {
  readonly rows: PublicResource[];
  readonly nextCursor: string | null;
}

/** What is on sale, for everybody. */
@Injectable()
export class Catalogue {
  constructor(
    private readonly db: Database,
    private readonly repository: CatalogueRepository,
  ) {}

  async search(
    filter: CatalogueFilter,
    page: { readonly sort: Sort; readonly after?: Position; readonly limit: number },
  ): Promise<CataloguePage> {
    const rows = await this.db.asService('storefront', (tx) =>
      this.repository.search(tx, filter, { ...page, limit: page.limit + 1 }),
    );
    const shown = rows.slice(0, page.limit);
    const last = rows.length > page.limit ? shown.at(-1) : undefined;
    return { rows: shown, nextCursor: last ? encodePosition(positionOf(last, page.sort)) : null };
  }

  /** @throws {Problem} not_found */
  async findById(id: string): Promise<PublicResource> {
    return found(await this.db.asService('storefront', (tx) => this.repository.findById(tx, id)));
  }

  /** @throws {Problem} not_found */
  async findBySlug(username: string, slug: string): Promise<PublicResource> {
    return found(
      await this.db.asService('storefront', (tx) => this.repository.findBySlug(tx, username, slug)),
    );
  }

  /** Every category with the number of its resources. */
  async categories(): Promise<{ id: string; name: string; count: number }[]> {
    const counts = await this.db.asService('storefront', (tx) =>
      this.repository.countByCategory(tx),
    );
    return CATEGORIES.map(({ id, name }) => ({ id, name, count: counts.get(id) ?? 0 }));
  }
}

function found(resource: PublicResource | null): PublicResource {
  if (resource === null) throw new Problem(notFound);
  return resource;
}

function positionOf({ id, publishedAt, price, calls }: PublicResource, sort: Sort): Position {
  const keys = {
    latest: publishedAt.toISOString(),
    price: price.toString(),
    popular: calls.toString(),
  };
  return { sort, key: keys[sort], id };
}

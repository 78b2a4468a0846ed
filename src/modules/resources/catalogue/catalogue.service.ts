import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { CATEGORIES } from '../records/categories.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { encodePosition, type Matching, type Position, type Sort } from './order.js';
import type { PublicResource } from './public-resource.entity.js';
import { type CatalogueFilter, CatalogueSearch, type Hit } from './search.repository.js';

/** Matches are counted up to this many. */
const COUNTED = 500;

/** What a search asks for; `q` is text as somebody typed it. */
export interface CatalogueQuestion extends Omit<CatalogueFilter, 'words' | 'types'> {
  readonly q?: string;
}

/** Which part of the catalogue is wanted, and in which order. */
export interface CatalogueRequest {
  readonly sort: Sort;
  readonly after?: Position;
  readonly limit: number;
}

/** How many match; that or more when it is not exact. */
interface Total {
  readonly total: number;
  readonly totalIsExact: boolean;
}

export interface CataloguePage extends Total {
  readonly rows: PublicResource[];
  readonly nextCursor: string | null;
  readonly matching: Matching;
}

/** What is on sale, for everybody. */
@Injectable()
export class Catalogue {
  constructor(
    private readonly db: Database,
    private readonly repository: CatalogueRepository,
    private readonly index: CatalogueSearch,
    private readonly types: ResourceTypes,
  ) {}

  search(question: CatalogueQuestion, request: CatalogueRequest): Promise<CataloguePage> {
    return this.db.asService('storefront', async (tx) => {
      const { hits, matching, filter } = await this.find(tx, question, request);
      const shown = hits.slice(0, request.limit);
      const last = hits.length > request.limit ? shown.at(-1) : undefined;
      const isAll = last === undefined && request.after === undefined;
      return {
        rows: await this.repository.findByIds(
          tx,
          shown.map(({ id }) => id),
        ),
        nextCursor: last ? encodePosition(positionOf(last, request.sort, matching)) : null,
        ...(isAll ? exactly(hits.length) : await this.count(tx, filter)),
        matching,
      };
    });
  }

  /** Where the newest resources are called. */
  addresses(limit: number): Promise<Pick<PublicResource, 'username' | 'slug' | 'publishedAt'>[]> {
    return this.db.asService('storefront', (tx) =>
      this.repository.addresses(tx, this.types.ids, limit),
    );
  }

  /** Every category with the number of its resources. */
  async categories(): Promise<{ id: string; name: string; count: number }[]> {
    const counts = await this.db.asService('storefront', (tx) =>
      this.repository.countByCategory(tx, this.types.ids),
    );
    return CATEGORIES.map(({ id, name }) => ({ id, name, count: counts.get(id) ?? 0 }));
  }

  /** Looks for similar words where nothing has those given; later pages go on as the first began. */
  private async find(
    tx: EntityManager,
    question: CatalogueQuestion,
    request: CatalogueRequest,
  ): Promise<Found> {
    const { after } = request;
    const found = await this.findBy(tx, after?.matching ?? 'words', question, request);
    if (found.hits.length > 0 || after !== undefined || question.q === undefined) return found;
    return this.findBy(tx, 'similar', question, request);
  }

  /** One more than wanted, to know whether there are more. */
  private async findBy(
    tx: EntityManager,
    matching: Matching,
    { q, ...others }: CatalogueQuestion,
    { sort, after, limit }: CatalogueRequest,
  ): Promise<Found> {
    const words = q === undefined ? undefined : await this.index.parse(tx, q, matching);
    const filter = { ...others, types: this.types.ids, words };
    const hits = await this.index.find(tx, filter, { sort, after, limit: limit + 1 });
    return { hits, matching, filter };
  }

  private async count(tx: EntityManager, filter: CatalogueFilter): Promise<Total> {
    const { category, types, ...others } = filter;
    if (Object.values(others).every((value) => value === undefined)) {
      const counts = await this.repository.countByCategory(tx, types);
      const sizes = category === undefined ? counts.values() : [counts.get(category) ?? 0];
      return exactly([...sizes].reduce((sum, size) => sum + size, 0));
    }
    const counted = await this.index.count(tx, filter, COUNTED + 1);
    return { total: Math.min(counted, COUNTED), totalIsExact: counted <= COUNTED };
  }
}

interface Found {
  readonly hits: Hit[];
  readonly matching: Matching;
  readonly filter: CatalogueFilter;
}

function exactly(total: number): Total {
  return { total, totalIsExact: true };
}

function positionOf({ key, id }: Hit, sort: Sort, matching: Matching): Position {
  return { sort, matching, key: key instanceof Date ? key.toISOString() : String(key), id };
}

import { Injectable } from '@nestjs/common';
import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Matching, Position, Sort } from './order.js';

/** What must hold of a resource; everything given must. */
export interface CatalogueFilter {
  /** A text-search query of PostgreSQL's, made by {@link CatalogueSearch.parse}. */
  readonly words?: string;
  readonly category?: string;
  readonly network?: string;
  /** Those that this server has: it sells nothing of others. */
  readonly types: readonly string[];
  readonly type?: string;
  readonly username?: string;
  /** Atomic USDC for one call, at least and at most. */
  readonly minPrice?: bigint;
  readonly maxPrice?: bigint;
  readonly supportsRefunds?: boolean;
}

/** A resource that was found: its id and what it is sorted by. */
export interface Hit {
  readonly id: string;
  readonly key: string | number | Date;
}

/** Which part of which order is wanted. */
export interface PageOf {
  readonly sort: Sort;
  readonly after?: Position;
  readonly limit: number;
}

/**
 * How good a match is, and then the newest first, as one number that cursors hold exactly. A name
 * that has all words comes before everything else; the weights are those of description, category,
 * address and name.
 */
const RELEVANCE = `
  (1e4 * ((ts_filter(e.search, '{a}') @@ CAST(:words AS tsquery))::integer +
          ts_rank('{0.02, 0.1, 0.3, 1}', e.search, CAST(:words AS tsquery))))::bigint
    * 10000000000000 + (1000 * extract(epoch FROM e.published_at))::bigint`;

const ORDERS = {
  relevance: { by: RELEVANCE, direction: 'DESC' },
  popular: { by: 'e.calls', direction: 'DESC' },
  latest: { by: 'e.published_at', direction: 'DESC' },
  price: { by: 'e.price_usdc', direction: 'ASC' },
  price_desc: { by: 'e.price_usdc', direction: 'DESC' },
} as const satisfies Record<Sort, object>;

const CONDITIONS: Readonly<Record<keyof CatalogueFilter, string>> = {
  words: 'e.search @@ CAST(:words AS tsquery)',
  category: 'e.category = :category',
  network: 'e.networks @> ARRAY[:network]',
  types: 'e.resource_type = ANY(:types)',
  type: 'e.resource_type = :type',
  username: 'e.username = :username',
  minPrice: 'e.price_usdc >= :minPrice',
  maxPrice: 'e.price_usdc <= :maxPrice',
  supportsRefunds: 'e.supports_refunds = :supportsRefunds',
};

const PARSERS: Readonly<Record<Matching, string>> = {
  words: 'catalogue_query',
  similar: 'catalogue_similar_query',
};

/** Finds resources in the index of the public catalogue, which holds nothing that is not public. */
@Injectable()
export class CatalogueSearch {
  /** Makes of any text the query that finds its words. */
  async parse(tx: EntityManager, text: string, matching: Matching): Promise<string> {
    const sql = `SELECT ${PARSERS[matching]}($1)::text AS words`;
    const [parsed] = await tx.query<{ words: string }[]>(sql, [text]);
    return parsed?.words ?? '';
  }

  /** Sorting by relevance needs words in the filter. */
  find(tx: EntityManager, filter: CatalogueFilter, page: PageOf): Promise<Hit[]> {
    const { by, direction } = ORDERS[page.sort];
    const query = this.matching(tx, filter)
      .select('e.resource_id', 'id')
      .addSelect(by, 'key')
      .orderBy('key', direction)
      .addOrderBy('id', direction)
      .limit(page.limit);
    const next = direction === 'ASC' ? '>' : '<';
    if (page.after) query.andWhere(`(${by}, e.resource_id) ${next} (:key, :id)`, page.after);
    return query.getRawMany<Hit>();
  }

  /** How many match, counted up to `limit`. */
  async count(tx: EntityManager, filter: CatalogueFilter, limit: number): Promise<number> {
    const some = this.matching(tx, filter).select('1').limit(limit);
    const row = await tx
      .createQueryBuilder()
      .select('count(*)::integer', 'total')
      .from(`(${some.getQuery()})`, 'some')
      .setParameters(some.getParameters())
      .getRawOne<{ total: number }>();
    return row?.total ?? 0;
  }

  private matching(tx: EntityManager, filter: CatalogueFilter): SelectQueryBuilder<ObjectLiteral> {
    const query = tx.createQueryBuilder().from('catalogue_entries', 'e').where('true');
    for (const [name, condition] of Object.entries(CONDITIONS)) {
      const value = filter[name as keyof CatalogueFilter];
      if (value !== undefined) query.andWhere(condition, { [name]: value });
    }
    return query;
  }
}

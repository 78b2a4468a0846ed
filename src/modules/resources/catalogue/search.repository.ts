import { Injectable } from '@nestjs/common';
import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Matching, Position, Sort } from './order.js';

/** What a search asks for; everything given must hold. */
export interface CatalogueFilter {
  readonly q?: string;
  readonly category?: string;
  readonly network?: string;
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
  readonly matching: Matching;
  readonly after?: Position;
  readonly limit: number;
}

/**
 * From 0 to 2. A name that has all words comes before everything else; the weights are those of
 * description, category, address and name.
 */
const ALIKE: Readonly<Record<Matching, string>> = {
  words: `(ts_filter(e.search, '{a}') @@ catalogue_query(:q))::integer +
    ts_rank('{0.02, 0.1, 0.3, 1}', e.search, catalogue_query(:q))`,
  similar: `(e.search @@ catalogue_swaps(:q))::integer + word_similarity(catalogue_words(:q), e.names)`,
};

const TEXT: Readonly<Record<Matching, string>> = {
  words: 'e.search @@ catalogue_query(:q)',
  similar: '(catalogue_words(:q) <% e.names OR e.search @@ catalogue_swaps(:q))',
};

const ORDERS = {
  popular: { by: 'e.calls', direction: 'DESC' },
  latest: { by: 'e.published_at', direction: 'DESC' },
  price: { by: 'e.price_usdc', direction: 'ASC' },
  price_desc: { by: 'e.price_usdc', direction: 'DESC' },
} as const satisfies Record<Exclude<Sort, 'relevance'>, object>;

const CONDITIONS: Readonly<Record<Exclude<keyof CatalogueFilter, 'q'>, string>> = {
  category: 'e.category = :category',
  network: 'e.networks @> ARRAY[:network]',
  type: 'e.resource_type = :type',
  username: 'e.username = :username',
  minPrice: 'e.price_usdc >= :minPrice',
  maxPrice: 'e.price_usdc <= :maxPrice',
  supportsRefunds: 'e.supports_refunds = :supportsRefunds',
};

/** Which part of their groups of three letters names must share with what is searched. */
const SIMILARITY = '0.35';

/** Finds resources in the index of the public catalogue, which holds nothing that is not public. */
@Injectable()
export class CatalogueSearch {
  async find(tx: EntityManager, filter: CatalogueFilter, page: PageOf): Promise<Hit[]> {
    const { by, direction } =
      page.sort === 'relevance'
        ? ({ by: relevance(page.matching), direction: 'DESC' } as const)
        : ORDERS[page.sort];
    const query = await this.matching(tx, filter, page.matching);
    query
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
  async count(
    tx: EntityManager,
    filter: CatalogueFilter,
    { matching, limit }: Pick<PageOf, 'matching' | 'limit'>,
  ): Promise<number> {
    const some = await this.matching(tx, filter, matching);
    some.select('1').limit(limit);
    const row = await tx
      .createQueryBuilder()
      .select('count(*)::integer', 'total')
      .from(`(${some.getQuery()})`, 'some')
      .setParameters(some.getParameters())
      .getRawOne<{ total: number }>();
    return row?.total ?? 0;
  }

  private async matching(
    tx: EntityManager,
    { q, ...filter }: CatalogueFilter,
    matching: Matching,
  ): Promise<SelectQueryBuilder<ObjectLiteral>> {
    if (matching === 'similar') {
      const threshold = 'pg_trgm.word_similarity_threshold';
      await tx.query(`SELECT set_config($1, $2, true)`, [threshold, SIMILARITY]);
    }
    const query = tx.createQueryBuilder().from('catalogue_entries', 'e').where('true');
    if (q !== undefined) query.andWhere(TEXT[matching], { q });
    for (const [name, condition] of Object.entries(CONDITIONS)) {
      const value = filter[name as keyof typeof filter];
      if (value !== undefined) query.andWhere(condition, { [name]: value });
    }
    return query;
  }
}

/** As one number that cursors can hold exactly: how good a match, and then the newest first. */
function relevance(matching: Matching): string {
  const milliseconds = `(1000 * extract(epoch FROM e.published_at))::bigint`;
  return `(1e4 * (${ALIKE[matching]}))::bigint * 10000000000000 + ${milliseconds}`;
}

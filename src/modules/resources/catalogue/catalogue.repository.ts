import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Position, Sort } from './order.js';
import { PublicResource } from './public-resource.entity.js';

/** What a search asks for; everything given must hold. */
export interface CatalogueFilter {
  readonly q?: string;
  readonly category?: string;
  readonly network?: string;
  readonly type?: string;
}

const ORDERS = {
  latest: { column: 'published_at', property: 'publishedAt', direction: 'DESC', next: '<' },
  price: { column: 'price_usdc', property: 'price', direction: 'ASC', next: '>' },
  popular: { column: 'calls', property: 'calls', direction: 'DESC', next: '<' },
} as const satisfies Record<Sort, object>;

const CONDITIONS: Readonly<Record<keyof CatalogueFilter, string>> = {
  q: `concat_ws(' ', r.name, r.description, r.category, r.username, r.slug) ILIKE ALL (:q)`,
  category: 'r.category = :category',
  network: ':network = ANY (r.networks)',
  type: 'r.resource_type = :type',
};

@Injectable()
export class CatalogueRepository {
  search(
    tx: EntityManager,
    { q, ...filter }: CatalogueFilter,
    page: { readonly sort: Sort; readonly after?: Position; readonly limit: number },
  ): Promise<PublicResource[]> {
    const { column, property, direction, next } = ORDERS[page.sort];
    const query = tx
      .createQueryBuilder(PublicResource, 'r')
      .orderBy(`r.${property}`, direction)
      .addOrderBy('r.id', direction)
      .limit(page.limit);
    const given = { ...filter, q: q === undefined ? undefined : patterns(q) };
    for (const [name, condition] of Object.entries(CONDITIONS)) {
      const value = given[name as keyof CatalogueFilter];
      if (value !== undefined) query.andWhere(condition, { [name]: value });
    }
    if (page.after) query.andWhere(`(r.${column}, r.id) ${next} (:key, :id)`, page.after);
    return query.getMany();
  }

  findById(tx: EntityManager, id: string): Promise<PublicResource | null> {
    return tx.findOneBy(PublicResource, { id });
  }

  findBySlug(tx: EntityManager, username: string, slug: string): Promise<PublicResource | null> {
    return tx.findOneBy(PublicResource, { username, slug });
  }

  /** How many published resources each category has. */
  async countByCategory(tx: EntityManager): Promise<Map<string, number>> {
    const rows = await tx.query<{ category: string; count: number }[]>(
      `SELECT category, count(*)::integer AS count FROM public_x402_resources GROUP BY category`,
    );
    return new Map(rows.map(({ category, count }) => [category, count]));
  }
}

/** Every word must occur somewhere; `%` and `_` mean themselves. */
function patterns(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return words.map((word) => `%${word.replace(/[\\%_]/g, String.raw`\$&`)}%`);
}

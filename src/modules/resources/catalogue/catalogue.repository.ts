import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { PublicResource } from './public-resource.entity.js';

/** What the public view shows of resources, and how many there are. */
@Injectable()
export class CatalogueRepository {
  /** In the order of `ids`, without those that have gone off sale. */
  async findByIds(tx: EntityManager, ids: readonly string[]): Promise<PublicResource[]> {
    const rows = await tx.findBy(PublicResource, { id: In(ids) });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  findById(tx: EntityManager, id: string): Promise<PublicResource | null> {
    return tx.findOneBy(PublicResource, { id });
  }

  findBySlug(tx: EntityManager, username: string, slug: string): Promise<PublicResource | null> {
    return tx.findOneBy(PublicResource, { username, slug });
  }

  /** The addresses of the newest resources of these types. */
  addresses(
    tx: EntityManager,
    types: readonly string[],
    limit: number,
  ): Promise<Pick<PublicResource, 'username' | 'slug' | 'publishedAt'>[]> {
    return tx.query(
      `SELECT r.username, r.slug, r.published_at AS "publishedAt"
         FROM (SELECT resource_id, published_at FROM catalogue_entries WHERE resource_type = ANY ($1)
                ORDER BY published_at DESC, resource_id DESC LIMIT $2) e
         JOIN public_x402_resources r ON r.id = e.resource_id
        ORDER BY e.published_at DESC, e.resource_id DESC`,
      [types, limit],
    );
  }

  /** How many published resources of these types each category has. */
  async countByCategory(tx: EntityManager, types: readonly string[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ category: string; count: number }[]>(
      `SELECT category, sum(entries)::integer AS count FROM catalogue_tallies
        WHERE resource_type = ANY($1) GROUP BY category`,
      [types],
    );
    return new Map(rows.map(({ category, count }) => [category, count]));
  }

  /** How many published resources there are of each type that is none of these. */
  async countOfOtherTypes(
    tx: EntityManager,
    types: readonly string[],
  ): Promise<Map<string, number>> {
    const rows = await tx.query<{ type: string; count: number }[]>(
      `SELECT resource_type AS type, sum(entries)::integer AS count FROM catalogue_tallies
        WHERE resource_type <> ALL($1) GROUP BY 1 HAVING sum(entries) > 0 ORDER BY 1`,
      [types],
    );
    return new Map(rows.map(({ type, count }) => [type, count]));
  }

  /** Adds the tallies up, so that there stay few of them. */
  async foldTallies(tx: EntityManager): Promise<void> {
    await tx.query(`
      WITH taken AS (DELETE FROM catalogue_tallies RETURNING category, resource_type, entries)
      INSERT INTO catalogue_tallies (category, resource_type, entries)
        SELECT category, resource_type, sum(entries) FROM taken
         GROUP BY category, resource_type HAVING sum(entries) <> 0`);
  }

  /** Forgets words that no name on sale has any longer. */
  async forgetWords(tx: EntityManager): Promise<void> {
    await tx.query(`SELECT forget_catalogue_words()`);
  }
}

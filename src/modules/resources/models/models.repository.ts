import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CAPABILITIES } from './capabilities.js';
import { OpenRouterModel } from './model.entity.js';
import { type ModelFilter, type ModelPage, wordsOf } from './model-filter.js';

/** Columns that hold the facts of a model. */
const COLUMNS = {
  supportedParameters: 'm.supported_parameters',
  inputModalities: 'm.input_modalities',
  outputModalities: 'm.output_modalities',
} as const;

const CONDITIONS = {
  q: `concat_ws(' ', m.name, m.id) ILIKE ALL (:q)`,
  maker: 'm.maker = :maker',
  inputModality: ':inputModality = ANY (m.input_modalities)',
  outputModality: ':outputModality = ANY (m.output_modalities)',
  curated: 'm.is_curated = :curated',
} as const;

@Injectable()
export class ModelsRepository {
  /** Active models, sorted by id. */
  search(
    tx: EntityManager,
    { q, capability = [], ...filter }: ModelFilter,
    { after, limit }: ModelPage,
  ): Promise<OpenRouterModel[]> {
    // The ids are ASCII: the collation "C" sorts them as JavaScript does.
    const query = tx
      .createQueryBuilder(OpenRouterModel, 'm')
      .where('m.is_active')
      .orderBy('m.id COLLATE "C"')
      .limit(limit);
    const given = { ...filter, q: q === undefined ? undefined : patterns(q) };
    for (const [name, condition] of Object.entries(CONDITIONS)) {
      const value = given[name as keyof typeof CONDITIONS];
      if (value !== undefined) query.andWhere(condition, { [name]: value });
    }
    for (const id of capability) {
      const { fact, value } = CAPABILITIES[id];
      query.andWhere(`:${id} = ANY (${COLUMNS[fact]})`, { [id]: value });
    }
    if (after !== undefined) query.andWhere('m.id > :after COLLATE "C"', { after });
    return query.getMany();
  }

  find(tx: EntityManager, id: string): Promise<OpenRouterModel | null> {
    return tx.findOneBy(OpenRouterModel, { id });
  }

  /** False when there is no such model, or it is like that already. */
  async setCurated(tx: EntityManager, id: string, isCurated: boolean): Promise<boolean> {
    const { affected } = await tx
      .createQueryBuilder()
      .update(OpenRouterModel)
      .set({ isCurated })
      .where('id = :id AND is_curated <> :isCurated', { id, isCurated })
      .execute();
    return affected === 1;
  }
}

/** `%` and `_` mean themselves. */
function patterns(text: string): string[] {
  return wordsOf(text).map((word) => `%${word.replace(/[\\%_]/g, String.raw`\$&`)}%`);
}

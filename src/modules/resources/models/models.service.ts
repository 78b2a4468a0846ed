import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { MODEL_SUPPORT, type ModelSupport } from '../model-support.js';
import { modelName, type OfferedModel } from './model.js';
import { byName, matches, type ModelFilter, type ModelPage } from './model-filter.js';
import { ModelsRepository } from './models.repository.js';
import { fromProvider, fromTable, OPENROUTER } from './offered-models.js';

/** One page of the models, and the name of its last one when there are more. */
export interface FoundModels {
  readonly models: readonly OfferedModel[];
  readonly next: string | null;
}

/** The models that a creator can choose: the providers' own, and those that OpenRouter lists. */
@Injectable()
export class Models {
  constructor(
    private readonly db: Database,
    private readonly repository: ModelsRepository,
    @Inject(MODEL_SUPPORT) private readonly support: ModelSupport,
  ) {}

  /** Models that can be used now, sorted by `provider:model`. */
  async search(filter: ModelFilter, { after = '', limit }: ModelPage): Promise<FoundModels> {
    const page = { after, limit: limit + 1 };
    const found = [...this.direct(filter, after), ...(await this.listed(filter, page))].sort(
      byName,
    );
    const models = found.slice(0, limit);
    const last = found.length > limit ? models.at(-1) : undefined;
    return { models, next: last === undefined ? null : modelName(last) };
  }

  /** A model that can be used now, by its `provider:model`. */
  async find(name: string): Promise<OfferedModel | undefined> {
    const known = this.support
      .directModels()
      .map(fromProvider)
      .find((model) => modelName(model) === name);
    if (known !== undefined || !name.startsWith(`${OPENROUTER}:`)) return known;
    const row = await this.db.asService('storefront', (tx) =>
      this.repository.find(tx, name.slice(OPENROUTER.length + 1)),
    );
    return row?.isActive === true ? fromTable(row) : undefined;
  }

  /** Whether a provider has other models than this one, as far as the server knows them. */
  async isUnknown(name: string): Promise<boolean> {
    if ((await this.find(name)) !== undefined) return false;
    const others = await this.search({ provider: name.split(':', 1)[0] }, { limit: 1 });
    return others.models.length > 0;
  }

  private direct(filter: ModelFilter, after: string): OfferedModel[] {
    return this.support
      .directModels()
      .map(fromProvider)
      .filter((model) => modelName(model) > after && matches(model, filter));
  }

  private async listed(
    filter: ModelFilter,
    { after, limit }: Required<ModelPage>,
  ): Promise<OfferedModel[]> {
    if (![undefined, OPENROUTER].includes(filter.provider)) return [];
    const prefix = `${OPENROUTER}:`;
    if (after > prefix && !after.startsWith(prefix)) return [];
    const afterId = after.startsWith(prefix) ? after.slice(prefix.length) : '';
    const rows = await this.db.asService('storefront', (tx) =>
      this.repository.search(tx, filter, { after: afterId, limit }),
    );
    return rows.map(fromTable);
  }
}

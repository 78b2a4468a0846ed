import { api } from '../../api/index.ts';
import { providerOf } from './draft.ts';
import type { Model } from './model-words.ts';

/** What the catalogue says of a model; undefined while that is asked, and of models that it does not know. */
export function useModel(model: string): Model | undefined {
  const provider = providerOf(model);
  const q = model.slice(provider.length + 1).slice(0, 100);
  const query = { provider, q, limit: 100 };
  const isNamed = q !== '' && /^[a-z0-9_-]+$/.test(provider);
  const found = api.useQuery('get', '/api/v1/models', { params: { query } }, { enabled: isNamed });
  return found.data?.items.find((each) => each.model === model);
}

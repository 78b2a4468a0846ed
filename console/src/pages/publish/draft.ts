import { useQueryClient } from '@tanstack/react-query';
import { api, type Schema } from '../../api/index.ts';

/** What can be sold. */
export type Type = Schema<'CreateListingDto'>['type'];

/** A resource as its creator sees it: a draft, or one that is changed. */
export type Draft = Schema<'OwnedResourceDto'>;

/** What of it says what it does. */
export type Configured = Pick<Draft, 'name' | 'type' | 'config'>;

/** A draft, as the server keeps it. */
export function useDraft(id: string) {
  return api.useQuery('get', '/api/v1/resources/mine/{id}', { params: { path: { id } } });
}

/** Asks anew for all that a change of a draft may have changed. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries();
}

/** What a new draft says of itself until its creator does: its name once more. */
export function isUndescribed({ status, name, description }: Draft): boolean {
  return status === 'draft' && description === name;
}

/** The models that answer for a resource, as `provider:model`. */
export function modelsOf({ config }: Draft): readonly string[] {
  const { model, fallbackModel } = config as {
    model?: string | null;
    fallbackModel?: string | null;
  };
  return [model, fallbackModel].filter((each) => typeof each === 'string');
}

/** Whether a model answers for it. */
export function runsModel(draft: Draft): boolean {
  return modelsOf(draft).length > 0;
}

/** Whose key a model needs: `claude` of `claude:claude-haiku-5-5`. */
export function providerOf(model: string): string {
  return model.split(':', 1)[0] ?? model;
}

import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { client, type Schema } from '../../api/index.ts';
import { configOf, type Inputs, inputsOf } from './configuration.ts';
import { differing } from './details.ts';
import { type Draft, type Type, useRefresh } from './draft.ts';

type NewListing = Schema<'CreateListingDto'>;

/** Until the creator says another one. */
const FIRST_PRICE = '0.05';

/** Saves step two: makes the draft, or changes it. The secret follows, and goes to the server alone. */
export function useSave(type: Type, draft?: Draft) {
  // A draft is made once, also when what follows fails.
  const made = useRef(draft?.id);
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async (inputs: Inputs): Promise<string> => {
      const config = configOf(type, inputs.config);
      if (made.current === undefined) made.current = await create(type, inputs.name.trim(), config);
      else await changeConfig(made.current, type, draft, config);
      if (inputs.secret !== '') await saveSecret(made.current, inputs.secret);
      return made.current;
    },
    onSettled: refresh,
    gcTime: 0,
  });
}

/** What was left as it was is not sent: somebody may have changed it meanwhile. */
async function changeConfig(
  id: string,
  type: Type,
  draft: Draft | undefined,
  config: object,
): Promise<void> {
  const before = draft ? configOf(type, inputsOf(draft).config) : {};
  const changed = differing(before, config) as Record<string, unknown>;
  await change(id, Object.keys(changed).length === 0 ? {} : { config: changed });
}

/** Changes a draft, or what is on sale. */
export async function change(id: string, body: Schema<'UpdateListingDto'>): Promise<void> {
  if (Object.keys(body).length === 0) return;
  await client.PATCH('/api/v1/resources/{id}', { params: { path: { id } }, body });
}

async function create(type: Type, name: string, config: object): Promise<string> {
  const body = {
    type,
    name,
    // Replaced in step three: see isUndescribed.
    description: name,
    category: 'other',
    slug: await slugFor(name),
    ...(type !== 'external' && { price: FIRST_PRICE }),
    config: config as NewListing['config'],
  } satisfies NewListing;
  const { data } = await client.POST('/api/v1/resources', { body });
  if (data === undefined) throw new Error('the server answered without a draft');
  return data.id;
}

/** A free one like the name; of names that no slug can be made of, one that says nothing. */
async function slugFor(name: string): Promise<string> {
  const { data } = await client.GET('/api/v1/resources/check-slug', {
    params: { query: { slug: name } },
  });
  if (data?.available) return name;
  return data?.suggestion ?? `draft-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36)}`;
}

async function saveSecret(id: string, value: string): Promise<void> {
  const params = { path: { id } };
  await client.PUT('/api/v1/resources/{id}/secret', { params, body: { value } });
}

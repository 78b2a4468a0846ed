import { z } from 'zod';
import { PLAIN_LINE } from '../../../common/text/index.js';
import { PLAIN_TEXT } from '../../../common/text/index.js';
import { exactDecimal } from './exact-decimal.js';
import type { ModelFacts } from './model.js';

/** A model as OpenRouter lists it. */
export interface ListedModel extends ModelFacts {
  readonly id: string;
}

/** What could be read of a listing. */
export interface Listing {
  /** Each id once. */
  readonly models: readonly ListedModel[];
  /** Entries without a usable id, and further ones with an id that came before. */
  readonly unusable: number;
}

const MAX_MODELS = 10_000;
const MAX_DESCRIPTION = 10_000;
/** `maker/model`, printable and without spaces; a variant follows after a colon. */
const MODEL_ID = /^(?=[!-~]{1,180}$)[^/]{1,80}\/./;

const document = z.object({ data: z.array(z.unknown()).max(MAX_MODELS) });

const tokens = z.int().min(1).max(2_147_483_647).nullable().catch(null);
/** Below 10,000 USD: nothing costs that much for a token, a picture or a call. */
const PLAUSIBLE_PRICE = /^\d{1,4}(\.|$)/;
const price = z.unknown().transform((told) => {
  const decimal = exactDecimal(told);
  return decimal !== null && PLAUSIBLE_PRICE.test(decimal) ? decimal : null;
});
const wordsLike = (pattern: RegExp) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((list) => {
      const words = list.filter((one): one is string => typeof one === 'string');
      return [...new Set(words.filter((word) => pattern.test(word)))].slice(0, 100);
    });
const modalities = wordsLike(/^[a-z]{1,20}$/);

/** Only the id must be right: everything else that is missing or odd counts as not told. */
const entry = z.object({
  id: z.string().regex(MODEL_ID),
  name: z.string().trim().min(1).max(300).regex(PLAIN_LINE).nullable().catch(null),
  description: z.string().regex(PLAIN_TEXT).nullable().catch(null),
  context_length: tokens,
  architecture: z
    .object({
      modality: z.string().max(200).nullable().catch(null),
      input_modalities: modalities,
      output_modalities: modalities,
    })
    .nullable()
    .catch(null),
  top_provider: z
    .object({ context_length: tokens, max_completion_tokens: tokens })
    .nullable()
    .catch(null),
  supported_parameters: wordsLike(/^[a-z0-9_]{1,60}$/),
  pricing: z
    .object({
      prompt: price,
      completion: price,
      request: price,
      image: price,
      web_search: price,
      internal_reasoning: price,
      input_cache_read: price,
      input_cache_write: price,
    })
    .partial()
    .catch({}),
});

/**
 * Reads the answer of `GET /models` (https://openrouter.ai/docs/api-reference/list-available-models),
 * entry by entry, so that an odd one costs only itself. Undefined when it is no listing at all.
 */
export function readListing(answer: unknown): Listing | undefined {
  const entries = document.safeParse(answer).data?.data;
  if (entries === undefined) return undefined;
  const models = new Map<string, ListedModel>();
  for (const one of entries) {
    const model = entry.safeParse(one).data;
    if (model !== undefined && !models.has(model.id)) models.set(model.id, toModel(model));
  }
  return { models: [...models.values()], unusable: entries.length - models.size };
}

function toModel(listed: z.infer<typeof entry>): ListedModel {
  const { id, architecture, top_provider: top, pricing } = listed;
  const [inputs, outputs] = sidesOf(architecture?.modality ?? '');
  return {
    id,
    name: listed.name ?? id,
    description: listed.description === null ? null : beginningOf(listed.description),
    maker: id.slice(0, id.indexOf('/')),
    contextLength: listed.context_length ?? top?.context_length ?? null,
    maxOutputTokens: top?.max_completion_tokens ?? null,
    inputModalities: nonEmpty(architecture?.input_modalities) ?? inputs,
    outputModalities: nonEmpty(architecture?.output_modalities) ?? outputs,
    supportedParameters: listed.supported_parameters,
    prices: {
      prompt: pricing.prompt ?? null,
      completion: pricing.completion ?? null,
      request: pricing.request ?? null,
      image: pricing.image ?? null,
      webSearch: pricing.web_search ?? null,
      internalReasoning: pricing.internal_reasoning ?? null,
      cacheRead: pricing.input_cache_read ?? null,
      cacheWrite: pricing.input_cache_write ?? null,
    },
  };
}

/** Never ends within a surrogate pair, which PostgreSQL would not take. */
function beginningOf(text: string): string {
  return text.slice(0, MAX_DESCRIPTION).replace(/\p{Surrogate}$/u, '');
}

function nonEmpty(list: readonly string[] | undefined): readonly string[] | undefined {
  return list?.length === 0 ? undefined : list;
}

/** Older entries tell their modalities as `text+image->text` only. */
function sidesOf(modality: string): [string[], string[]] {
  const [inputs = '', outputs = ''] = modality.split('->');
  return [modalities.parse(inputs.split('+')), modalities.parse(outputs.split('+'))];
}

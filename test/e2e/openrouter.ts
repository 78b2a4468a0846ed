import { openRouterWire } from '../../src/modules/execution/llm/providers/openrouter/contract/openrouter-wire.js';
import type { Reply, SeenRequest } from '../../src/modules/execution/llm/contract/stand-in.js';
import { document, streamed } from '../../src/modules/execution/llm/contract/wire.js';
import {
  countModels,
  listing,
  type ModelsServer,
  type Outcome,
  startModels,
  until,
} from '../models/models-server.js';
import { type Listing, publish } from './shop.js';

/** Takes every parameter, and writes as much as can be sold. */
export const POET = {
  id: 'acme/poet:free',
  name: 'Acme: Poet',
  context_length: 1_000_000,
  architecture: { input_modalities: ['text'], output_modalities: ['text'] },
  top_provider: { max_completion_tokens: 200_000 },
  pricing: { prompt: '0.000001', completion: '0.00001' },
  supported_parameters: [
    'max_tokens',
    'temperature',
    'top_p',
    'top_k',
    'frequency_penalty',
    'presence_penalty',
    'repetition_penalty',
    'min_p',
    'top_a',
    'seed',
    'stop',
    'reasoning',
    'include_reasoning',
    'verbosity',
    'response_format',
    'structured_outputs',
  ],
};

/** A model that makes `outputs` and takes no parameter but these. */
export function modelMaking(id: string, outputs: readonly string[], supported: string[] = []) {
  const architecture = { input_modalities: ['text'], output_modalities: outputs };
  return { id, name: id, architecture, supported_parameters: supported };
}

export const PAINTER = modelMaking('acme/painter', ['image', 'text']);
export const BRUSH = modelMaking('acme/brush', ['image']);

/** An answer in words. */
export function saying(text: string): Reply {
  return streamed([openRouterWire.begin, openRouterWire.text(text), openRouterWire.finish('end')]);
}

/** An answer of words and pictures, each a data URL or an address. */
export function painting(text: string, ...urls: string[]): Reply {
  const images = urls.map((url) => ({ type: 'image_url', image_url: { url } }));
  const choices = [{ index: 0, delta: { content: text, images } }];
  return streamed([`data: ${JSON.stringify({ choices })}\n\n`, openRouterWire.finish('end')]);
}

/** OpenRouter lists `models`, takes every key and gives `reply` to every question. */
export function openRouterGiving(models: readonly object[], reply: Reply) {
  return ({ url }: SeenRequest): Reply => {
    if (url.startsWith('/api/v1/models')) return listing(models);
    return url.startsWith(openRouterWire.keyPath) ? document(openRouterWire.keyAccepted) : reply;
  };
}

/** A shop whose catalogue has these models. */
export async function openInstantShop(models: readonly object[]): Promise<ModelsServer> {
  const shop = await startModels();
  await until(async () => (await countModels(shop.owner)) > 0);
  shop.openrouter.answer(openRouterGiving(models, saying('A haiku about coins')));
  await sync(shop);
  return shop;
}

/** The catalogue follows what OpenRouter lists. */
export async function sync(shop: ModelsServer): Promise<Outcome> {
  const body = { acceptLoss: true };
  const answer = await shop.send<Outcome>('POST /admin/models/sync', { body });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

/** What is asked of a model in these tests. */
export const PROMPT = {
  systemPrompt: 'planted-system-prompt: write about {{topic}}',
  parameters: [{ name: 'topic', description: 'About what', required: true, maxLength: 200 }],
  model: `openrouter:${POET.id}`,
  maxTokens: 100,
};

/** A new creator with a key for OpenRouter sells answers of a model. */
export async function sellInstant(
  shop: ModelsServer,
  config: object = {},
  limits: object = {},
): Promise<Listing> {
  const type = 'openrouter_instant';
  const listed = await publish(shop.origin, { type, config: { ...PROMPT, ...config }, limits });
  await listed.creator.send('PUT', '/integrations/openrouter/config', {
    apiKey: 'sk-or-planted-creator-key',
  });
  return listed;
}

/** The questions that OpenRouter was asked. */
export function questions({ openrouter }: ModelsServer): unknown[] {
  const asked = openrouter.requests.filter(({ url }) => url.startsWith(openRouterWire.path));
  return asked.map(({ body }): unknown => JSON.parse(body));
}

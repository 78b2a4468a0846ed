import { jest } from '@jest/globals';
import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';
import { countModels, until } from '../models/models-server.js';
import { expressServer } from '../resources/x402-servers.js';
import type { Answer, Buyer } from './buyer.js';
import { type Endpoint, startEndpoint } from './endpoint.js';
import { stranger } from './paid-elsewhere.js';
import { type Listing, openShop, type Shop } from './shop.js';

/** One resource on sale, and what a buyer sends to it. */
export interface Sold {
  readonly type: string;
  readonly listing: Listing;
  readonly input: object;
}

/** A shop that sells one resource of every type. */
export interface EveryType {
  readonly shop: Shop;
  readonly sold: readonly Sold[];
  /** What the proxied one asks; its address is a secret. */
  readonly endpoint: Endpoint;
  /** Everything but the shop, which a test may have closed already. */
  stop(): Promise<void>;
}

export async function openEveryType(): Promise<EveryType> {
  // The middleware imports an extension once more, which Jest's module system does not do.
  const quiet = jest.spyOn(console, 'error').mockReturnValue(undefined);
  const shop = await openShop({ EGRESS_ALLOW: '127.0.0.1/32' });
  const endpoint = await startEndpoint();
  endpoint.answer((response) => response.end('{"planted":"forecast"}'));
  const elsewhere = await expressServer(await stranger(shop.chain));
  const sold = await sellEveryType(shop, endpoint, elsewhere.url);
  const stop = async () => {
    endpoint.stop();
    await elsewhere.stop();
    quiet.mockRestore();
  };
  return { shop, sold, endpoint, stop };
}

/** Everything that buyers may not see has the word `planted` in it. */
async function sellEveryType(shop: Shop, { host }: Endpoint, elsewhere: string): Promise<Sold[]> {
  const systemPrompt = 'planted-system-prompt';
  const model = `claude:${claudeWire.model}`;
  const template = await shop.publish();
  const prompt = await shop.publish({
    type: 'prompt',
    slug: 'prompt',
    config: { systemPrompt, model, maxTokens: 100, allowsUserMessage: true, outputFormat: 'raw' },
  });
  await prompt.creator.send('PUT', `/resources/${prompt.id}/secret`, {
    value: 'sk-ant-planted-own-key',
  });
  await until(async () => (await countModels(shop.owner)) > 0);
  const instant = await shop.publish({
    type: 'openrouter_instant',
    slug: 'instant',
    config: { systemPrompt, model: 'openrouter:openrouter/auto', allowsUserMessage: true },
  });
  await instant.creator.send('PUT', '/integrations/openrouter/config', {
    apiKey: 'sk-or-planted-creator-key',
  });
  const proxy = await shop.publish({
    type: 'proxy',
    slug: 'proxy',
    config: { url: `http://${host}/planted-path?planted=query`, secretHeader: 'x-planted' },
  });
  await proxy.creator.send('PUT', `/resources/${proxy.id}/secret`, { value: 'planted-header' });
  const content = await shop.publish({
    type: 'static',
    slug: 'static',
    config: { content: '{"planted":"content"}', mimeType: 'application/json' },
  });
  const external = await shop.publish({
    type: 'external',
    slug: 'external',
    price: undefined,
    config: { url: elsewhere },
  });
  return [
    { type: 'prompt_template', listing: template, input: { topic: 'coins' } },
    { type: 'prompt', listing: prompt, input: { message: 'coins' } },
    { type: 'openrouter_instant', listing: instant, input: { message: 'coins' } },
    { type: 'proxy', listing: proxy, input: { about: 'coins' } },
    { type: 'static', listing: content, input: {} },
    { type: 'external', listing: external, input: { topic: 'coins' } },
  ];
}

/** Buys one call of each with the unmodified reference client. */
export async function buyEach(buyer: Buyer, sold: readonly Sold[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { listing, input } of sold) answers.push(await buyer.buy(listing.url, input));
  return answers;
}

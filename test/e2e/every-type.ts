import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { claudeWire } from '../../src/modules/execution/llm/contract/claude-wire.js';
import { countModels, until } from '../models/models-server.js';
import type { Answer, Buyer } from './buyer.js';
import type { Listing, Shop } from './shop.js';

/** One resource on sale, and what a buyer sends to it. */
export interface Sold {
  readonly type: string;
  readonly listing: Listing;
  readonly input: object;
}

/** A creator's endpoint; its address and what it says are secrets but to those who pay. */
export class Endpoint {
  private constructor(
    private readonly server: Server,
    readonly host: string,
  ) {}

  static async open(): Promise<Endpoint> {
    const server = createServer((_request, response) => response.end('{"forecast":"bought"}'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Endpoint(server, `127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Puts one resource of every type on sale, with everything in it that buyers may not see. */
export async function sellEveryType(shop: Shop, { host }: Endpoint): Promise<Sold[]> {
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
  return [
    { type: 'prompt_template', listing: template, input: { topic: 'coins' } },
    { type: 'prompt', listing: prompt, input: { message: 'coins' } },
    { type: 'openrouter_instant', listing: instant, input: { message: 'coins' } },
    { type: 'proxy', listing: proxy, input: { about: 'coins' } },
    { type: 'static', listing: content, input: {} },
  ];
}

/** Buys one call of each with the unmodified reference client. */
export async function buyEach(buyer: Buyer, sold: readonly Sold[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { listing, input } of sold) answers.push(await buyer.buy(listing.url, input));
  return answers;
}

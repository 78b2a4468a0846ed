import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LLM_PROVIDERS, type LlmProvider } from '../../src/modules/execution/index.js';
import { describeLlmProvider } from '../../src/modules/execution/llm/contract/describe-llm-provider.js';
import {
  finishing,
  openAiCompatibleWire,
} from '../../src/modules/execution/llm/contract/openai-compatible-wire.js';
import { StandIn } from '../../src/modules/execution/llm/contract/stand-in.js';
import { document, streamed, type Wire } from '../../src/modules/execution/llm/contract/wire.js';
import { Buyer } from '../e2e/buyer.js';
import { openShop, PRICE, publish, type Shop } from '../e2e/shop.js';
import { AcmeModule, AcmeProvider } from './acme-provider.js';
import { until } from './models-server.js';

const acmeWire: Wire = {
  ...openAiCompatibleWire,
  model: 'poet',
  lacks: ['cached_tokens'],
  finish: finishing({ prompt_tokens: 20, completion_tokens: 7 }),
};

describeLlmProvider('acme-ai', {
  wire: acmeWire,
  open: (kit, baseUrl) => new AcmeProvider(kit, { ACME_BASE_URL: baseUrl }),
});

describe('a provider of models in a module of another team', () => {
  let acme: StandIn;
  let shop: Shop;

  beforeAll(async () => {
    acme = await StandIn.start();
    acme.answer(({ url }) =>
      url === acmeWire.keyPath
        ? document(acmeWire.keyAccepted)
        : streamed([acmeWire.begin, acmeWire.text('A haiku by Acme'), acmeWire.finish('end')]),
    );
    const environment = { ACME_BASE_URL: acme.url + acmeWire.basePath };
    shop = await openShop(environment, [{ module: AcmeModule }]);
  });
  afterAll(async () => {
    await shop.stop();
    await acme.stop();
  });

  it('stands in the list of all providers', () => {
    const providers = shop.app.get<readonly LlmProvider[]>(LLM_PROVIDERS, { strict: false });
    const ids = providers.map(({ id }) => id);
    expect(ids.toSorted()).toEqual(['acme-ai', 'claude', 'openrouter']);
  });

  it('has its creators’ keys, and sells what its models write', async () => {
    const config = {
      systemPrompt: 'Write about {{topic}}',
      parameters: [{ name: 'topic', description: 'About what', required: true, maxLength: 200 }],
      model: 'acme-ai:poet',
      maxTokens: 100,
    };
    const { url, id, creator } = await publish(shop.origin, { config });
    const key = { apiKey: 'planted-key-of-acme' };
    expect(await creator.send('PUT', '/integrations/acme-ai/config', key)).toMatchObject({
      status: 'valid',
      keyHint: 'acme',
    });

    const buyer = await Buyer.with(shop.chain);
    const answer = await buyer.buy(url, { topic: 'coins' });
    expect(answer).toMatchObject({ status: 200, body: { response: 'A haiku by Acme' } });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    const asked = acme.requests.find((request) => request.url === acmeWire.path);
    expect(asked?.headers.authorization).toBe('Bearer planted-key-of-acme');
    const costs = () =>
      shop.owner.query<{ cost: string }[]>(
        `SELECT provider_cost_nano_usd AS cost FROM x402_prompt_template_usage_logs WHERE resource_id = $1`,
        [id],
      );
    await until(async () => (await costs()).length > 0);
    expect(await costs()).toEqual([{ cost: String(20_000 + 14_000) }]);
  });
});

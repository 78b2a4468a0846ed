import { afterAll } from '@jest/globals';
import { Executors } from '../../src/modules/execution/executors/executors.service.js';
import { describeResourceType } from '../../src/modules/execution/executors/contract/describe-resource-type.js';
import type { ResourceTypeGround } from '../../src/modules/execution/executors/contract/type-ground.js';
import { ResourceTypes } from '../../src/modules/resources/index.js';
import { answering, answeringAfter } from './claude.js';
import { type EveryType, openEveryType } from './every-type.js';

type Given = Pick<ResourceTypeGround, 'configs' | 'changes' | 'contradictions' | 'secrets'>;

const never = new Promise(() => undefined);
const opened = openEveryType();
afterAll(async () => {
  const everything = await opened;
  await everything.stop();
  await everything.shop.stop();
});

/** The type of that id as the application has it, on the resource of it that every-type sells. */
async function groundOf(id: string, given: (stored: object) => Given): Promise<ResourceTypeGround> {
  const { shop, sold, endpoint }: EveryType = await opened;
  const one = sold.find(({ type }) => type === id);
  if (one === undefined) throw new Error(`nothing of type ${id} is sold`);
  const resourceId = one.listing.id;
  const [{ ownerId }] = await shop.owner.query(
    `SELECT owner_id AS "ownerId" FROM x402_resources WHERE id = $1`,
    [resourceId],
  );
  const { config } = await one.listing.creator.send<{ config: object }>(
    'GET',
    `/resources/mine/${resourceId}`,
  );
  const input = id === 'proxy' ? { method: 'POST', body: null } : { ...one.input };
  return {
    type: shop.app.get(ResourceTypes).get(id),
    executor: shop.app.get(Executors, { strict: false }).of({ type: id, config }),
    owner: { ownerId, resourceId },
    input,
    catalogued: async () => {
      const answer = await fetch(`${shop.origin}/api/v1/resources/${resourceId}`);
      return ((await answer.json()) as { parameters: unknown }).parameters;
    },
    silence: () => {
      shop.claude.answer(answeringAfter(never, ''));
      endpoint.answer(() => undefined);
      return () => {
        shop.claude.answer(answering('A haiku about coins'));
        endpoint.answer((response) => response.end('{}'));
      };
    },
    ...given(config),
  };
}

describeResourceType('prompt_template', () =>
  groundOf('prompt_template', (stored) => ({
    configs: [stored, { ...stored, fallbackModel: 'openrouter:openrouter/auto' }],
    changes: { maxTokens: 7, allowsUserMessage: true },
    contradictions: [{ ...stored, systemPrompt: 'planted {{nothing}}' }],
    secrets: ['planted-system-prompt'],
  })),
);
describeResourceType('prompt', () =>
  groundOf('prompt', (stored) => ({
    configs: [stored, { ...stored, outputFormat: 'json', outputSchema: { type: 'object' } }],
    changes: { maxTokens: 7, outputFormat: 'json' },
    contradictions: [{ ...stored, outputFormat: 'raw', outputSchema: { type: 'object' } }],
    secrets: ['planted-system-prompt'],
  })),
);
describeResourceType('openrouter_instant', () =>
  groundOf('openrouter_instant', (stored) => ({
    configs: [stored, { ...stored, params: { temperature: 1 } }],
    changes: { maxTokens: 7, params: { seed: 1 } },
    contradictions: [{ ...stored, systemPrompt: '{{nothing}}' }],
    secrets: ['planted-system-prompt'],
  })),
);
describeResourceType('proxy', () =>
  groundOf('proxy', (stored) => ({
    configs: [stored],
    changes: { timeoutMs: 2_000, methods: ['GET', 'POST'] },
    contradictions: [{ ...stored, url: 'https://a:b@example.com/' }],
    secrets: ['planted-path'],
  })),
);
describeResourceType('external', () =>
  groundOf('external', (stored) => ({
    configs: [stored],
    changes: { url: 'https://example.com/other' },
    contradictions: [{ url: 'https://example.com/#part' }],
    secrets: [],
  })),
);
describeResourceType('static', () =>
  groundOf('static', (stored) => ({
    configs: [stored, { content: 'aGk=', encoding: 'base64', filename: 'hi.txt' }],
    changes: { filename: 'planted.json', content: '[1]' },
    contradictions: [{ ...stored, content: 'planted' }],
    secrets: ['planted'],
  })),
);

import { ApiClient } from '../api-client.js';
import { printStep } from './print.js';

/** A creator's shop with one resource on sale. */
export interface Shop {
  /** Where buyers call the resource. */
  readonly url: string;
  usage(): Promise<{ readonly items: readonly object[] }>;
}

interface Creation {
  readonly origin: string;
  readonly privateKey: `0x${string}`;
  /** The creator's Claude key. */
  readonly apiKey: string;
  /** Decimal USDC. */
  readonly price: string;
}

/** Signs in, stores the key and publishes a prompt, printing each step. */
export async function publish({ origin, privateKey, apiKey, price }: Creation): Promise<Shop> {
  const creator = await ApiClient.signIn(origin, privateKey);
  printStep(
    'The creator signs in with a wallet',
    await creator.send('PATCH', '/me', { username: 'ada' }),
  );

  const config = await creator.send('PUT', '/integrations/claude/config', { apiKey });
  printStep('The creator stores a Claude key; it never comes out again', config);

  const draft = await creator.send<{ id: string }>('POST', '/resources', {
    type: 'prompt_template',
    name: 'Haiku on demand',
    description: 'Three lines about anything',
    slug: 'haiku',
    category: 'writing',
    price,
    config: {
      systemPrompt: 'You are a poet. Write one haiku about {{topic}} and nothing else.',
      parameters: [
        { name: 'topic', description: 'What it is about', required: true, maxLength: 200 },
      ],
      model: 'claude:claude-haiku-5-5',
      maxTokens: 200,
    },
  });
  const published = await creator.send<object>('POST', `/resources/${draft.id}/publish`);
  printStep(`The creator publishes a prompt at ${price} USDC`, published);
  return {
    url: `${origin}/@ada/haiku`,
    usage: () => creator.send('GET', `/resources/${draft.id}/usage`),
  };
}

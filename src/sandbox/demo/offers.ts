import { formatUsdc } from '../../common/money/index.js';
import type { Endpoints } from './endpoints.js';

/** Something to sell, and how a buyer calls it. */
export interface Offer {
  readonly listing: object;
  /** Kept with the resource, for its calls only. */
  readonly secret?: string;
  readonly call: { readonly query?: string; readonly body?: object };
  /** Atomic USDC; the most, where it is sold by use. */
  readonly price: bigint;
  /** What a call costs depends on what its model used. */
  readonly byUse?: true;
  /** Who is paid, when that is not the creator. */
  readonly payTo?: `0x${string}`;
}

const HAIKU: Offer = {
  price: 50_000n,
  listing: {
    ...about('Haiku on demand', 'Three lines about anything', 'haiku', 50_000n),
    type: 'prompt_template',
    config: {
      systemPrompt: 'You are a poet. Write one haiku about {{topic}} and nothing else.',
      parameters: [
        { name: 'topic', description: 'What it is about', required: true, maxLength: 200 },
      ],
      model: 'claude:claude-haiku-5-5',
      maxTokens: 200,
    },
  },
  call: { body: { topic: 'a vending machine' } },
};

/** One offer each of a prompt for Claude, one for OpenRouter, an API and somebody else's endpoint. */
export function demoOffers(
  openRouterModel: string,
  { weather, tides }: Endpoints,
): readonly [Offer, ...Offer[]] {
  return [HAIKU, limerick(openRouterModel), forecast(weather), tidesToday(tides)];
}

function limerick(model: string): Offer {
  return {
    price: 30_000n,
    byUse: true,
    listing: {
      ...about('Limerick', 'Five lines with a punch', 'limerick', 30_000n),
      type: 'openrouter_instant',
      usagePrice: { minimum: '0.002', inputPerMillion: '20', outputPerMillion: '100' },
      limits: { callsPerMinute: 60, concurrentCalls: 5 },
      config: {
        systemPrompt: 'You are a poet. Write one limerick about what you are told.',
        model,
        allowsUserMessage: true,
        maxTokens: 300,
      },
    },
    call: { body: { message: 'a coin that would not roll' } },
  };
}

function forecast({ url, key }: Endpoints['weather']): Offer {
  return {
    price: 10_000n,
    listing: {
      ...about('Forecast', 'Tomorrow’s weather in any city', 'forecast', 10_000n),
      type: 'proxy',
      config: { url, methods: ['GET'], secretHeader: 'x-api-key' },
    },
    secret: key,
    call: { query: 'city=Lisbon' },
  };
}

/** Its price is what the endpoint asks. */
function tidesToday({ url, payTo }: Endpoints['tides']): Offer {
  const { price: _, ...listing } = about('Tides', 'High and low water today', 'tides', 0n);
  return {
    price: 20_000n,
    payTo,
    listing: { ...listing, type: 'external', config: { url } },
    call: {},
  };
}

function about(name: string, description: string, slug: string, price: bigint) {
  return { name, description, slug, category: 'other', price: formatUsdc(price) };
}

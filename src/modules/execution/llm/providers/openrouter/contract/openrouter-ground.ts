import type { ProviderGround } from '../../../contract/ground.js';
import { OpenRouterProvider } from '../openrouter.client.js';
import { openRouterWire } from './openrouter-wire.js';

const app = { appUrl: 'https://shop.example', appTitle: 'Shop' };

/** OpenRouter at another address. */
export const openRouterGround: ProviderGround = {
  wire: openRouterWire,
  open: (kit, baseUrl) => new OpenRouterProvider(kit, { baseUrl, ...app }),
};

import { describeLlmProvider, openAiCompatibleWire } from 'coinslot/contracts';
import { AcmeProvider } from './acme-provider.js';

// Everything that a provider owes, on an API that speaks as OpenAI's does and has no prices.
describeLlmProvider('acme', {
  wire: { ...openAiCompatibleWire, model: 'acme-1', lacks: ['costs'] },
  open: (kit, baseUrl) => new AcmeProvider(kit, { ACME_BASE_URL: baseUrl, ACME_PAY_TO: '' }),
});

import { expect } from '@jest/globals';
import { describeConnectionProvider } from 'coinslot/contracts';
import { PrintsConnection } from './prints.provider.js';
import { startPrints } from './prints-stand-in.js';

const common = {
  provider: (baseUrl: string) =>
    new PrintsConnection({
      ACME_PRINTS_URL: baseUrl,
      ACME_PRINTS_AUTHORIZE_URL: 'https://acme-prints.example/oauth/authorize',
    }),
  baseUrl: 'https://api.acme-prints.example/v1',
  standIn: startPrints,
};
const account = {
  accountName: 'Ada’s Prints',
  plan: 'Studio',
  papers: expect.arrayContaining(['Paper 1', 'Paper 12']),
};

describeConnectionProvider('acme_prints, by key', {
  ...common,
  good: { api_key: 'ap_good_0001' },
  wrong: { api_key: 'ap_wrong_0001' },
  limited: { api_key: 'ap_limited_0001' },
  inputs: { studio: 'berlin' },
  metadata: { ...account, studio: 'berlin' },
});

describeConnectionProvider('acme_prints, by permission', {
  ...common,
  good: { access_token: 'at_good_0001' },
  wrong: { access_token: 'at_wrong_0001' },
  metadata: account,
});

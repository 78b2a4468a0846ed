import { expect } from '@jest/globals';
import { standInOf } from '../../../../sandbox/providers/stand-in-of.js';
import { describeConnectionProvider } from '../contract/describe-connection-provider.js';
import { KlaviyoConnection } from './klaviyo.provider.js';

describeConnectionProvider('klaviyo', {
  provider: (baseUrl) =>
    new KlaviyoConnection({
      baseUrl,
      revision: '2026-07-15',
      authorizeUrl: 'https://www.klaviyo.com/oauth/authorize',
      client: undefined,
    }),
  baseUrl: 'https://a.klaviyo.com/api',
  standIn: standInOf('klaviyo'),
  good: { api_key: 'pk_planted_0001' },
  wrong: { api_key: 'pk_planted_wrong' },
  limited: { api_key: 'pk_planted_limited' },
  metadata: {
    access: 'full',
    accountId: expect.stringMatching(/^[0-9a-f]{6}$/),
    organizationName: 'Ada’s Prints',
    timezone: 'Europe/Paris',
    currency: 'EUR',
    lists: expect.arrayContaining([
      { id: 'L00000', name: 'List 1' },
      { id: 'L00022', name: 'List 23' },
    ]),
  },
});

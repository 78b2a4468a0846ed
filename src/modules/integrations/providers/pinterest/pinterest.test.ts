import { expect } from '@jest/globals';
import { standInOf } from '../../../../sandbox/providers/stand-in-of.js';
import { describeConnectionProvider } from '../contract/describe-connection-provider.js';
import { PinterestConnection } from './pinterest.provider.js';

describeConnectionProvider('pinterest', {
  provider: (baseUrl) =>
    new PinterestConnection({
      baseUrl,
      authorizeUrl: 'https://www.pinterest.com/oauth/',
      client: undefined,
    }),
  baseUrl: 'https://api.pinterest.com/v5',
  standIn: standInOf('pinterest'),
  good: { access_token: 'pina_planted_0001' },
  wrong: { access_token: 'pina_planted_wrong' },
  metadata: {
    username: 'adas_prints',
    accountType: 'BUSINESS',
    businessName: 'Ada’s Prints',
    boards: expect.arrayContaining([{ id: '900000000000000099', name: 'Board 100' }]),
  },
});

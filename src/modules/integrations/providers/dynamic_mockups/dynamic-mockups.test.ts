import { standInOf } from '../../../../sandbox/providers/stand-in-of.js';
import { describeConnectionProvider } from '../contract/describe-connection-provider.js';
import { DynamicMockupsConnection } from './dynamic-mockups.provider.js';

describeConnectionProvider('dynamic_mockups', {
  provider: (baseUrl) => new DynamicMockupsConnection({ baseUrl }),
  baseUrl: 'https://app.dynamicmockups.com/api/v1',
  standIn: standInOf('dynamicMockups'),
  good: { api_key: 'planted-key:0001' },
  wrong: { api_key: 'planted-key:wrong' },
  metadata: { mockups: 3, plan: null, credits: null },
});

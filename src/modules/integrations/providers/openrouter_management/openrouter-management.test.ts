import { standInOf } from '../../../../sandbox/providers/stand-in-of.js';
import { describeConnectionProvider } from '../contract/describe-connection-provider.js';
import { OpenRouterManagementConnection } from './openrouter-management.provider.js';

describeConnectionProvider('openrouter_management', {
  provider: (baseUrl) => new OpenRouterManagementConnection({ baseUrl }),
  baseUrl: 'https://openrouter.ai/api/v1',
  standIn: standInOf('openrouter'),
  good: { management_key: 'sk-or-planted-management' },
  wrong: { management_key: 'sk-or-planted-ordinary' },
  metadata: { label: 'sk-or-pl...ent', expiresAt: null },
});

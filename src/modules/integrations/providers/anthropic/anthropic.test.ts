import { standInOf } from '../../../../sandbox/providers/stand-in-of.js';
import { describeConnectionProvider } from '../contract/describe-connection-provider.js';
import { AnthropicConnection } from './anthropic.provider.js';

const oauth = {
  client: undefined,
  authorizeUrl: '',
  tokenUrl: '',
  issuer: undefined,
  scopes: ['org:admin'],
};
const provider = (baseUrl: string) => new AnthropicConnection({ baseUrl, oauth });
const common = {
  provider,
  baseUrl: 'https://api.anthropic.com',
  standIn: standInOf('anthropic'),
  wrong: { api_key: 'sk-ant-planted-wrong' },
};

describeConnectionProvider('anthropic, with a key of the whole organization', {
  ...common,
  good: { api_key: 'sk-ant-planted-org-1' },
  limited: { api_key: 'sk-ant-planted-ordinary' },
  metadata: {
    capabilities: { models: true, account: true },
    organizationName: 'Ada’s Organization',
    workspaces: null,
  },
});

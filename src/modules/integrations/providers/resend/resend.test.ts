import { standInOf } from '../../../../sandbox/providers/stand-in-of.js';
import { describeConnectionProvider } from '../contract/describe-connection-provider.js';
import { ResendConnection } from './resend.provider.js';

describeConnectionProvider('resend', {
  provider: (baseUrl) => new ResendConnection({ baseUrl }),
  baseUrl: 'https://api.resend.com',
  standIn: standInOf('resend'),
  good: { api_key: 're_planted_0001' },
  wrong: { api_key: 're_planted_wrong' },
  limited: { api_key: 're_planted_limited' },
  inputs: { fromEmail: 'orders@Example.com' },
  metadata: {
    access: 'full',
    fromEmail: 'orders@Example.com',
    domains: [
      { name: 'example.com', status: 'verified' },
      { name: 'pending.example.com', status: 'pending' },
      { name: 'partial.example.com', status: 'partially_verified' },
    ],
    domainVerified: true,
  },
});

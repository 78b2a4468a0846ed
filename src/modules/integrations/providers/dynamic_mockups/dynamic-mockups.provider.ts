import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { z } from 'zod';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import { at } from '../json-path.js';
import type { ProviderSession } from '../provider-session.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';
import { dynamicMockupsConfig } from './dynamic-mockups.config.js';

@ProvidesConnection()
@Injectable()
export class DynamicMockupsConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition;

  constructor(
    @Inject(dynamicMockupsConfig.KEY) { baseUrl }: ConfigType<typeof dynamicMockupsConfig>,
  ) {
    this.definition = {
      id: 'dynamic_mockups',
      name: 'Dynamic Mockups',
      description: 'Puts designs on pictures of products',
      icon: 'dynamic-mockups',
      category: 'media',
      required: false,
      setupOrder: 4,
      docsUrl: 'https://docs.dynamicmockups.com',
      auth: [{ mode: 'api_key', fields: [API_KEY] }],
      api: { baseUrl, headers: { 'x-api-key': '{api_key}' }, requestsPerSecond: 5 },
      probes: [MOCKUPS],
      metadata: METADATA,
    };
  }

  async describe({ probes }: ProviderSession) {
    const rows = at(probes['mockups']?.body, 'data');
    return { mockups: Array.isArray(rows) ? rows.length : null };
  }
}

const API_KEY = {
  key: 'apiKey',
  type: 'secret',
  credential: 'api_key',
  title: 'API key',
  description: 'From the dashboard, under API',
  example: '00000000-0000-4000-8000-000000000000:0123456789abcdef',
  docsUrl: 'https://docs.dynamicmockups.com/knowledge-base/mockup-api-keys',
} as const;

/** Renders cost a credit each; lists cost nothing. An empty list is a good answer. */
const MOCKUPS = {
  name: 'mockups',
  path: '/mockups',
  answer: z.object({ data: z.array(z.unknown()), success: z.literal(true) }),
  verdicts: [
    { status: 200, verdict: 'valid' },
    { status: 401, verdict: 'invalid', reason: 'Dynamic Mockups does not accept this key' },
  ],
} as const;

const METADATA = {
  schema: z.object({
    mockups: z.int().nonnegative().nullable().describe('Mockups in the default catalogue'),
    plan: z.null().describe('Not reported by the provider'),
    credits: z.null().describe('Not reported by the provider'),
  }),
} as const;

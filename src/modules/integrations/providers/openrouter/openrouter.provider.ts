import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';

/** The key that sales run on, the one of `/integrations/openrouter/config`. */
@ProvidesConnection()
@Injectable()
export class OpenRouterConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition = {
    id: 'openrouter',
    name: 'OpenRouter',
    description: 'Runs your prompts on any model of OpenRouter, with your own key',
    icon: 'openrouter',
    category: 'models',
    required: false,
    setupOrder: 8,
    docsUrl: 'https://openrouter.ai/docs/api-reference/authentication',
    auth: [{ mode: 'api_key', runsModels: true, fields: [API_KEY] }],
    probes: [],
    metadata: { schema: z.object({}) },
  };
}

const API_KEY = {
  key: 'apiKey',
  type: 'secret',
  credential: 'api_key',
  title: 'API key',
  description: 'Calls of your resources are run and billed with it',
  example: 'sk-or-v1-0123456789abcdef',
  docsUrl: 'https://openrouter.ai/settings/keys',
} as const;

import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';

/** The key that sales run on, the one of `/integrations/claude/config`. */
@ProvidesConnection()
@Injectable()
export class ClaudeConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition = {
    id: 'claude',
    name: 'Claude',
    description: 'Runs your prompts on Claude, with your own key',
    icon: 'claude',
    category: 'models',
    required: false,
    setupOrder: 7,
    docsUrl: 'https://platform.claude.com/docs/en/api/overview',
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
  example: 'sk-ant-api03-…',
  docsUrl: 'https://platform.claude.com/settings/keys',
} as const;

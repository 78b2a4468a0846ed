import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { z } from 'zod';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import { textOrNull } from '../metadata.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';
import { openRouterManagementConfig } from './openrouter-management.config.js';

/** A creator's account with OpenRouter; a management key cannot run models, so sales never use it. */
@ProvidesConnection()
@Injectable()
export class OpenRouterManagementConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition;

  constructor(
    @Inject(openRouterManagementConfig.KEY)
    { baseUrl }: ConfigType<typeof openRouterManagementConfig>,
  ) {
    this.definition = {
      id: 'openrouter_management',
      name: 'OpenRouter account',
      description: 'Shows what your OpenRouter account uses and what it costs',
      icon: 'openrouter',
      category: 'models',
      required: false,
      setupOrder: 10,
      docsUrl: 'https://openrouter.ai/docs/features/provisioning-api-keys',
      auth: [{ mode: 'api_key', fields: [API_KEY] }],
      api: { baseUrl, headers: { authorization: 'Bearer {management_key}' } },
      probes: [KEY],
      metadata: METADATA,
    };
  }
}

const API_KEY = {
  key: 'apiKey',
  type: 'secret',
  credential: 'management_key',
  title: 'Management key',
  description: 'It reads credits and activity; it cannot run models',
  example: 'sk-or-v1-0123456789abcdef',
  docsUrl: 'https://openrouter.ai/settings/management-keys',
} as const;

const IS_MANAGEMENT = 'data.is_management_key';

/** https://openrouter.ai/docs/api-reference/api-keys/get-current-api-key */
const KEY = {
  name: 'key',
  path: '/key',
  answer: z.object({ data: z.object({ usage: z.number() }) }),
  verdicts: [
    { status: 200, where: { at: IS_MANAGEMENT, is: true }, verdict: 'valid' },
    {
      status: 200,
      where: { at: IS_MANAGEMENT, is: false },
      verdict: 'invalid',
      reason: 'This is an ordinary key: connect it as openrouter, and a management key here',
    },
    { status: 401, verdict: 'invalid', reason: 'OpenRouter does not accept this key' },
  ],
} as const;

const METADATA = {
  schema: z.object({
    label: textOrNull.describe('What the key is called'),
    expiresAt: textOrNull.describe('When the key ends'),
  }),
  paths: { label: ['key', 'data.label'], expiresAt: ['key', 'data.expires_at'] },
} as const;

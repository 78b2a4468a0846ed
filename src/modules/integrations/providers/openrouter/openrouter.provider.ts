import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import { modelKey } from '../model-key.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';
import { openRouterConnectionConfig } from './openrouter-connection.config.js';

/** The key that sales run on, the one of `/integrations/openrouter/config`. */
@ProvidesConnection()
@Injectable()
export class OpenRouterConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition;

  constructor(
    @Inject(openRouterConnectionConfig.KEY)
    { baseUrl, authorizeUrl }: ConfigType<typeof openRouterConnectionConfig>,
  ) {
    const { auth, ...rest } = modelKey(
      {
        id: 'openrouter',
        name: 'OpenRouter',
        description: 'Runs your prompts on any model of OpenRouter, with your own key',
        setupOrder: 8,
        docsUrl: 'https://openrouter.ai/docs/api-reference/authentication',
      },
      { example: 'sk-or-v1-0123456789abcdef', docsUrl: 'https://openrouter.ai/settings/keys' },
    );
    const exchangeUrl = `${baseUrl.replace(/\/$/, '')}/auth/keys`;
    const issued = { mode: 'issued_key', fields: [], authorizeUrl, exchangeUrl } as const;
    this.definition = { ...rest, auth: [...auth, issued] };
  }
}

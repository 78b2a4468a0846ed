import { Injectable } from '@nestjs/common';
import type { ConnectionProvider } from '../connection-provider.js';
import { modelKey } from '../model-key.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';

/** The key that sales run on, the one of `/integrations/openrouter/config`. */
@ProvidesConnection()
@Injectable()
export class OpenRouterConnection implements ConnectionProvider {
  readonly definition = modelKey(
    {
      id: 'openrouter',
      name: 'OpenRouter',
      description: 'Runs your prompts on any model of OpenRouter, with your own key',
      setupOrder: 8,
      docsUrl: 'https://openrouter.ai/docs/api-reference/authentication',
    },
    { example: 'sk-or-v1-0123456789abcdef', docsUrl: 'https://openrouter.ai/settings/keys' },
  );
}

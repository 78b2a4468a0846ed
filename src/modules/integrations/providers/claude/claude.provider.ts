import { Injectable } from '@nestjs/common';
import type { ConnectionProvider } from '../connection-provider.js';
import { modelKey } from '../model-key.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';

/** The key that sales run on, the one of `/integrations/claude/config`. */
@ProvidesConnection()
@Injectable()
export class ClaudeConnection implements ConnectionProvider {
  readonly definition = modelKey(
    {
      id: 'claude',
      name: 'Claude',
      description: 'Runs your prompts on Claude, with your own key',
      setupOrder: 7,
      docsUrl: 'https://platform.claude.com/docs/en/api/overview',
    },
    { example: 'sk-ant-api03-…', docsUrl: 'https://platform.claude.com/settings/keys' },
  );
}

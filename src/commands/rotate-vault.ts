import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { createLogger, NestLogger } from '../common/observability/index.js';
import { VaultRotation } from '../modules/integrations/index.js';
import { withSettings } from './command-context.js';
import { runCommand } from './run-command.js';

/**
 * `npm run vault:rotate`: re-wraps everything that is sealed with the active key of VAULT_KEYS. It fails
 * while something is left under another key, which has to stay until then.
 */
runCommand(() =>
  withSettings(async (config) => {
    const logger = createLogger(config.LOG_LEVEL);
    const app = await NestFactory.createApplicationContext(AppModule.forRoot(config, logger), {
      logger: new NestLogger(logger),
      abortOnError: false,
    });
    try {
      const result = await app.get(VaultRotation, { strict: false }).rotateVault();
      return { text: JSON.stringify(result), exitCode: result.remaining === 0 ? 0 : 1 } as const;
    } finally {
      await app.close();
    }
  }),
);

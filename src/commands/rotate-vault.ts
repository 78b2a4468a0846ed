import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { parseConfig, readEnvironment } from '../common/config/index.js';
import { createLogger, NestLogger } from '../common/observability/index.js';
import { VaultRotation } from '../modules/integrations/index.js';
import { runCommand } from './run-command.js';

/** `npm run vault:rotate`: re-wraps every credential with the active key of VAULT_KEYS. */
runCommand(async () => {
  const config = parseConfig(readEnvironment());
  const logger = createLogger(config.LOG_LEVEL);
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(config, logger), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  try {
    return JSON.stringify(await app.get(VaultRotation, { strict: false }).rotateVault());
  } finally {
    await app.close();
  }
});

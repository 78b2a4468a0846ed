import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../../common/config/index.js';

/** Where Claude is reached. */
export const claudeConfig = registerAs(
  'claude',
  fromSettings((settings) => ({ baseUrl: settings.ANTHROPIC_BASE_URL })),
);

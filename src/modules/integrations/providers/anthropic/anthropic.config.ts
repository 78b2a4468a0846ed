import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../common/config/index.js';

/** Where Anthropic is reached. */
export const anthropicConfig = registerAs(
  'anthropic',
  fromSettings((settings) => ({ baseUrl: settings.ANTHROPIC_BASE_URL })),
);

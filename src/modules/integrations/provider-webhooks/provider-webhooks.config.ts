import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where providers reach this server. */
export const providerWebhooksConfig = registerAs(
  'provider-webhooks',
  fromSettings((settings) => ({ publicUrl: settings.PUBLIC_URL })),
);

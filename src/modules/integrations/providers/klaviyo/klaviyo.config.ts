import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../common/config/index.js';

/** Where Klaviyo is reached, and which revision of its API is asked for. */
export const klaviyoConfig = registerAs(
  'klaviyo',
  fromSettings((settings) => ({
    baseUrl: settings.KLAVIYO_BASE_URL,
    revision: settings.KLAVIYO_REVISION,
  })),
);

import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where providers send users back to, and what signs the cookies of those who went. */
export const oauthConfig = registerAs(
  'oauth',
  fromSettings((settings) => ({ publicUrl: settings.PUBLIC_URL, secret: settings.AUTH_SECRET })),
);

import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Whose pages may use the cookies of this server. */
export const sessionCookiesConfig = registerAs(
  'sessionCookies',
  fromSettings((settings) => ({ publicUrl: settings.PUBLIC_URL })),
);

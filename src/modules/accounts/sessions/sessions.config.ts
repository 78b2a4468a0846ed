import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Who issues access tokens, and with what. */
export const sessionsConfig = registerAs(
  'sessions',
  fromSettings((settings) => ({ secret: settings.AUTH_SECRET, issuer: settings.PUBLIC_URL })),
);

import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Whose tokens are accepted beside our own. */
export const externalJwtsConfig = registerAs(
  'external-jwts',
  fromSettings((settings) => ({
    issuers: settings.EXTERNAL_ISSUERS,
    allowsPlainHttp: settings.NODE_ENV !== 'production',
  })),
);

import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Whether creators have to accept the terms of model providers before they publish. */
export const providerTermsConfig = registerAs(
  'provider-terms',
  fromSettings(({ PROVIDER_TERMS, NODE_ENV }) => ({
    areRequired:
      (PROVIDER_TERMS ?? (NODE_ENV === 'production' ? 'require' : 'ignore')) === 'require',
  })),
);

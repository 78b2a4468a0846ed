import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../common/config/index.js';

/** Where Resend is reached. */
export const resendConfig = registerAs(
  'resend',
  fromSettings((settings) => ({ baseUrl: settings.RESEND_BASE_URL })),
);

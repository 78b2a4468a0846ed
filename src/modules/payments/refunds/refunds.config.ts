import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where it is seen how a refund stands. */
export const refundsConfig = registerAs(
  'refunds',
  fromSettings((settings) => ({ publicUrl: settings.PUBLIC_URL })),
);

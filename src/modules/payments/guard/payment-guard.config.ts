import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** How many payments of one address may be refused. */
export const paymentGuardConfig = registerAs(
  'payment-guard',
  fromSettings((settings) => ({ refusedPerMinute: settings.REFUSED_PAYMENTS_PER_MINUTE })),
);

import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** What creators owe the platform of a payment. */
export const settlementConfig = registerAs(
  'settlement',
  fromSettings((settings) => ({ feeBasisPoints: settings.PLATFORM_FEE_BPS })),
);

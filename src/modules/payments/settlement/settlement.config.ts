import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** What creators owe of a payment, and how long a wallet that left work unpaid pays first. */
export const settlementConfig = registerAs(
  'settlement',
  fromSettings((settings) => ({
    feeBasisPoints: settings.PLATFORM_FEE_BPS,
    payFirstMs: settings.UNPAID_WORK_PAY_FIRST_HOURS * 3_600_000,
  })),
);

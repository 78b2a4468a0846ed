import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** How long a wallet that left work unpaid pays first. */
export const claimsConfig = registerAs(
  'claims',
  fromSettings((settings) => ({ payFirstMs: settings.UNPAID_WORK_PAY_FIRST_HOURS * 3_600_000 })),
);

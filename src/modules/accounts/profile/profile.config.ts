import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Networks that payout wallets can be on. */
export const profileConfig = registerAs(
  'profile',
  fromSettings((settings) => ({ networks: settings.NETWORKS })),
);

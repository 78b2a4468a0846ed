import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Networks whose wallets have to be known. */
export const walletsConfig = registerAs(
  'wallets',
  fromSettings((settings) => ({ networks: settings.NETWORKS })),
);

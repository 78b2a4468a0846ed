import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Networks that payments are taken on, and their nodes. */
export const networksConfig = registerAs(
  'networks',
  fromSettings((settings) => ({ networks: settings.NETWORKS, rpcUrls: settings.RPC_URLS })),
);

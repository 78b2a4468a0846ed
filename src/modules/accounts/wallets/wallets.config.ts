import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Networks whose wallets have to be known, and where those are asked about. */
export const walletsConfig = registerAs(
  'wallets',
  fromSettings((settings) => ({
    networks: settings.NETWORKS,
    rpcUrls: settings.RPC_URLS,
    server: settings.PUBLIC_URL,
  })),
);

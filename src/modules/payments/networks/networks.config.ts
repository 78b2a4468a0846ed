import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Networks that payments are taken on, their nodes, and who may make wallets on them. */
export const networksConfig = registerAs(
  'networks',
  fromSettings((settings) => ({
    networks: settings.NETWORKS,
    rpcUrls: settings.RPC_URLS,
    walletFactories: settings.WALLET_FACTORIES,
  })),
);

import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** What messages to this server name, what its nonces are made with, and where contracts are asked. */
export const signedMessagesConfig = registerAs(
  'signed-messages',
  fromSettings((settings) => ({
    secret: settings.AUTH_SECRET,
    uri: settings.PUBLIC_URL,
    networks: settings.NETWORKS,
    rpcUrls: settings.RPC_URLS,
    walletFactories: settings.WALLET_FACTORIES,
  })),
);

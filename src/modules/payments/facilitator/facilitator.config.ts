import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Who verifies and settles. Nothing but the facilitator can inject the hot keys. */
export const facilitatorConfig = registerAs(
  'facilitator',
  fromSettings(({ FACILITATOR_KEY_ID: id, FACILITATOR_KEY_SECRET: secret, ...settings }) => ({
    addresses: settings.FACILITATOR_URL,
    tokens: settings.FACILITATOR_TOKEN,
    requestKey: id === undefined || secret === undefined ? undefined : { id, ...secret },
    requestKeyOrigin: settings.FACILITATOR_KEY_ORIGIN,
    privateKey: settings.FACILITATOR_PRIVATE_KEY,
    feePayerKey: settings.SOLANA_FEE_PAYER_KEY,
    timeoutMs: settings.FACILITATOR_TIMEOUT_MS,
    warnSettlements: settings.HOT_WALLET_WARN_SETTLEMENTS,
    networks: settings.NETWORKS,
    rpcUrls: settings.RPC_URLS,
    walletFactories: settings.WALLET_FACTORIES,
    deploysFrom: settings.WALLET_DEPLOYMENT_MIN_PRICE,
  })),
);

import type { FactoryProvider } from '@nestjs/common';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { FACILITATOR, type Facilitator } from './facilitator.js';
import { httpFacilitator } from './http-facilitator.client.js';
import { localFacilitator } from './local-facilitator.client.js';

/** Chooses the facilitator by configuration: a URL, or our own with a hot key. */
export const facilitatorProvider: FactoryProvider<Facilitator> = {
  provide: FACILITATOR,
  inject: [CONFIG],
  useFactory: (config: Config) => {
    const timeoutMs = config.FACILITATOR_TIMEOUT_MS;
    if (config.FACILITATOR_PRIVATE_KEY !== undefined) {
      const { FACILITATOR_PRIVATE_KEY: privateKey, RPC_URLS: rpcUrls, NETWORKS: networks } = config;
      return localFacilitator({ privateKey, rpcUrls, networks, timeoutMs });
    }
    return httpFacilitator({
      url: config.FACILITATOR_URL ?? '',
      timeoutMs,
      token: config.FACILITATOR_TOKEN,
    });
  },
};

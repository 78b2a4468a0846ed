import type { FactoryProvider } from '@nestjs/common';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { ReservedConnections } from '../../../common/database/index.js';
import { broadcastTurns } from './broadcast-turns.service.js';
import { type Facilitator, FACILITATORS } from './facilitator.js';
import { HttpFacilitator } from './http-facilitator.client.js';
import { localFacilitator } from './local-facilitator.client.js';

/** The facilitators by configuration: one or more behind URLs, or our own with a hot key. */
export const facilitatorProvider: FactoryProvider<readonly Facilitator[]> = {
  provide: FACILITATORS,
  inject: [CONFIG, ReservedConnections],
  useFactory: (config: Config, connections: ReservedConnections) => {
    const timeoutMs = config.FACILITATOR_TIMEOUT_MS;
    if (config.FACILITATOR_PRIVATE_KEY !== undefined) {
      const { FACILITATOR_PRIVATE_KEY: privateKey, RPC_URLS: rpcUrls, NETWORKS: networks } = config;
      const turns = (account: string, network: string) =>
        broadcastTurns(connections, `${network}:${account}`);
      return [localFacilitator({ privateKey, rpcUrls, networks, timeoutMs }, turns)];
    }
    const { FACILITATOR_URL: addresses, FACILITATOR_TOKEN: tokens } = config;
    return addresses.map(({ network, url }) => {
      const token = tokens.byOrigin.get(new URL(url).origin) ?? tokens.forAll;
      return new HttpFacilitator({ url, network, token, timeoutMs });
    });
  },
};

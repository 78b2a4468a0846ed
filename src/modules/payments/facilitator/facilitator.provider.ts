import type { FactoryProvider } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ReservedConnections } from '../../../common/database/index.js';
import { facilitatorConfig } from './facilitator.config.js';
import { broadcastTurns } from './broadcast-turns.client.js';
import { type Facilitator, FACILITATORS } from './facilitator.js';
import { HttpFacilitator } from './http-facilitator.client.js';
import { localFacilitator } from './local-facilitator.client.js';

/** The facilitators by configuration: one or more behind URLs, or our own with a hot key. */
export const facilitatorProvider: FactoryProvider<readonly Facilitator[]> = {
  provide: FACILITATORS,
  inject: [facilitatorConfig.KEY, ReservedConnections],
  useFactory: (config: ConfigType<typeof facilitatorConfig>, connections: ReservedConnections) => {
    const { addresses, tokens, privateKey, timeoutMs, networks, rpcUrls } = config;
    const own: Facilitator[] = [];
    if (privateKey !== undefined) {
      const turns = (account: string, network: string) =>
        broadcastTurns(connections, `${network}:${account}`);
      const wallet = { privateKey, rpcUrls, networks: networks.filter(isEvm), timeoutMs };
      own.push(localFacilitator(wallet, turns));
    }
    const others = addresses.map(({ network, url }) => {
      const token = tokens.byOrigin.get(new URL(url).origin) ?? tokens.forAll;
      return new HttpFacilitator({ url, network, token, timeoutMs });
    });
    return [...own, ...others];
  },
};

function isEvm(network: string): network is `eip155:${number}` {
  return network.startsWith('eip155:');
}

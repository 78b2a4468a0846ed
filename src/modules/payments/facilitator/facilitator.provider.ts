import type { FactoryProvider } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Clock } from '../../../common/clock/index.js';
import { ReservedConnections } from '../../../common/database/index.js';
import { facilitatorConfig } from './facilitator.config.js';
import { broadcastTurns } from './broadcast-turns.client.js';
import { type Facilitator, FACILITATORS } from './facilitator.js';
import { type FacilitatorAddress, HttpFacilitator } from './http-facilitator.client.js';
import { localFacilitator } from './local-facilitator.client.js';
import { solanaFacilitator } from './solana-facilitator.client.js';
import { signRequest } from './request-signer.js';

type FacilitatorSettings = ConfigType<typeof facilitatorConfig>;

/** The facilitators by configuration: one or more behind URLs, or our own with hot keys. */
export const facilitatorProvider: FactoryProvider<readonly Facilitator[]> = {
  provide: FACILITATORS,
  inject: [facilitatorConfig.KEY, ReservedConnections, Clock],
  useFactory: (config: FacilitatorSettings, connections: ReservedConnections, clock: Clock) => {
    const { privateKey, timeoutMs, networks, rpcUrls, walletFactories, deploysFrom } = config;
    const own: Facilitator[] = [];
    if (privateKey !== undefined) {
      const turns = (account: string, network: string) =>
        broadcastTurns(connections, `${network}:${account}`);
      const evm = networks.filter(isEvm);
      const wallets = { walletFactories, deploysFrom };
      const wallet = { privateKey, rpcUrls, networks: evm, timeoutMs, ...wallets };
      own.push(localFacilitator(wallet, turns));
    }
    if (config.feePayerKey !== undefined) {
      const feePayerKey = config.feePayerKey;
      const solana = networks.filter((network) => network.startsWith('solana:'));
      own.push(solanaFacilitator({ feePayerKey, rpcUrls, networks: solana, timeoutMs }));
    }
    const others = config.addresses.map(({ network, url }) => {
      const access = accessTo(new URL(url).origin, config, clock);
      return new HttpFacilitator({ url, network, timeoutMs, ...access });
    });
    return [...own, ...others];
  },
};

/** What opens the facilitator at `origin`; no key and no token goes anywhere else. */
function accessTo(
  origin: string,
  { tokens, requestKey, requestKeyOrigin }: FacilitatorSettings,
  clock: Clock,
): Pick<FacilitatorAddress, 'token' | 'sign'> {
  const token = tokens.byOrigin.get(origin) ?? tokens.forAll;
  if (requestKey === undefined || origin !== requestKeyOrigin) return { token };
  return { token: undefined, sign: (request) => signRequest(requestKey, request, clock.now()) };
}

function isEvm(network: string): network is `eip155:${number}` {
  return network.startsWith('eip155:');
}

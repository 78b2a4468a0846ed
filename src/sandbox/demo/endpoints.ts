import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { x402Facilitator } from '@x402/core/facilitator';
import { type FacilitatorClient, x402ResourceServer } from '@x402/core/server';
import { toFacilitatorEvmSigner } from '@x402/evm';
import { ExactEvmScheme as ExactEvmFacilitator } from '@x402/evm/exact/facilitator';
import { ExactEvmScheme } from '@x402/evm/exact/server';
import { paymentMiddleware } from '@x402/hono';
import { Hono } from 'hono';
import type { TypedData } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import type { LocalChain } from '../chain/index.js';
import { connectAnvil, NETWORK } from '../chain/network.js';

const WEATHER_KEY = 'weather-key-of-the-creator';

/** Services that belong to others, running on this machine. */
export interface Endpoints {
  /** A creator's own API, which wants a key in `x-api-key`. */
  readonly weather: { readonly url: string; readonly key: string };
  /** Somebody's x402 endpoint, made with the reference middleware and their own facilitator. */
  readonly tides: { readonly url: string; readonly payTo: `0x${string}` };
  /** `host:port` of each. */
  readonly hosts: readonly string[];
  stop(): Promise<void>;
}

/** Starts both; who sells the tides is paid at an address of their own. */
export async function startEndpoints(chain: LocalChain): Promise<Endpoints> {
  const payTo = privateKeyToAccount(generatePrivateKey()).address;
  const servers = [await listen(answerWeather), await sellTides(chain, payTo)];
  const [weather = '', tides = ''] = servers.map(
    (server) => `127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  return {
    weather: { url: `http://${weather}/forecast`, key: WEATHER_KEY },
    tides: { url: `http://${tides}/tides`, payTo },
    hosts: [weather, tides],
    stop: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
    },
  };
}

const answerWeather: RequestListener = ({ headers, url = '' }, response) => {
  const isKnown = headers['x-api-key'] === WEATHER_KEY;
  const city = new URL(url, 'http://weather').searchParams.get('city');
  response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
  response.end(JSON.stringify(isKnown ? { city, tomorrow: 'sunny, 21 °C' } : { error: 'no key' }));
};

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function sellTides(chain: LocalChain, payTo: `0x${string}`): Promise<Server> {
  const client = await startFacilitator(chain);
  const reference = new x402ResourceServer(client).register(NETWORK, new ExactEvmScheme());
  const accepts = { scheme: 'exact', price: '$0.02', network: NETWORK, payTo } as const;
  const app = new Hono();
  app.use(paymentMiddleware({ 'GET /tides': { accepts, description: 'Tides' } }, reference));
  app.get('/tides', (context) => context.json({ high: '06:12', low: '12:27' }));
  return new Promise((started) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
      started(server as Server),
    );
  });
}

async function startFacilitator(chain: LocalChain): Promise<FacilitatorClient> {
  const account = privateKeyToAccount(generatePrivateKey());
  await chain.fund(account.address, 0n);
  const anvil = connectAnvil(chain.rpcUrl);
  const signer = toFacilitatorEvmSigner({
    ...anvil,
    address: account.address,
    writeContract: (call) => anvil.writeContract({ ...call, account }),
    sendTransaction: (transaction) => anvil.sendTransaction({ ...transaction, account }),
    verifyTypedData: ({ types, ...rest }) =>
      anvil.verifyTypedData({ ...rest, types: types as TypedData }),
  });
  const facilitator = new x402Facilitator();
  facilitator.register(NETWORK, new ExactEvmFacilitator(signer));
  return {
    verify: (payload, requirements) => facilitator.verify(payload, requirements),
    settle: (payload, requirements) => facilitator.settle(payload, requirements),
    getSupported: async () => facilitator.getSupported() as never,
  };
}

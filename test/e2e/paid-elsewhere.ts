import { text } from 'node:stream/consumers';
import type { FacilitatorClient } from '@x402/core/server';
import type { PaymentPayload, PaymentRequirements, SettleResponse } from '@x402/core/types';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { Secret } from '../../src/common/crypto/index.js';
import { localFacilitator } from '../../src/modules/payments/facilitator/local-facilitator.client.js';
import type { ChainConnection } from '../../src/sandbox/chain/index.js';
import {
  challengeV1,
  challengeV2,
  type Endpoint,
  endpoint,
  type Selling,
} from '../resources/x402-servers.js';
import { NETWORK, NETWORK_V1 } from './shop.js';
import { encodeV1, type PaymentV1 } from './v1-client.js';

/** A stranger with a wallet and a facilitator of their own, neither of them Coinslot's. */
export async function stranger(
  chain: ChainConnection,
): Promise<Pick<Selling, 'payTo' | 'facilitator'>> {
  const privateKey = generatePrivateKey();
  await chain.fund(privateKeyToAccount(privateKey).address, 0n);
  const own = localFacilitator({
    privateKey: new Secret(privateKey),
    rpcUrls: new Map([[NETWORK, chain.rpcUrl]]),
    networks: [NETWORK],
    timeoutMs: 20_000,
  });
  const facilitator = {
    verify: own.verify,
    settle: own.settle,
    getSupported: async () => ({
      kinds: [{ x402Version: 2, scheme: 'exact', network: NETWORK }],
      extensions: [],
      signers: {},
    }),
  } as FacilitatorClient;
  const payTo = privateKeyToAccount(generatePrivateKey()).address;
  return { payTo, facilitator };
}

/** `POST /haiku` for sale as x402 v1 servers sell: challenge in the body, payment in `X-PAYMENT`. */
export function v1Server({
  payTo,
  facilitator,
}: Pick<Selling, 'payTo' | 'facilitator'>): Promise<Endpoint> {
  const [required] = challengeV2({ payTo }).accepts;
  if (required === undefined) throw new Error('nothing to sell');
  return endpoint(async (request, response) => {
    const { 'x-payment': payment } = request.headers;
    await text(request);
    const settled =
      typeof payment === 'string' ? await charge(facilitator, required, payment) : undefined;
    const headers = { 'content-type': 'application/json' };
    if (!settled?.success) {
      response.writeHead(402, headers).end(JSON.stringify(challengeV1({ payTo })));
      return;
    }
    const receipt = encodeV1({ ...settled, network: NETWORK_V1 });
    response.writeHead(200, { ...headers, 'x-payment-response': receipt }).end('{"haiku":"Waves"}');
  });
}

/** The authorization is the same in both versions. */
async function charge(
  facilitator: FacilitatorClient,
  accepted: PaymentRequirements,
  header: string,
): Promise<SettleResponse> {
  const { payload } = JSON.parse(atob(header)) as PaymentV1;
  const payment: PaymentPayload = { x402Version: 2, accepted, payload: { ...payload } };
  const verified = await facilitator.verify(payment, accepted);
  if (!verified.isValid) throw new Error(verified.invalidReason);
  return facilitator.settle(payment, accepted);
}

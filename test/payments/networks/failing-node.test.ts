import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { Secret } from '../../../src/common/crypto/index.js';
import { caip2, EVM_CHAINS, type EvmChain } from '../../../src/common/networks/index.js';
import { StandIn } from '../../../src/modules/execution/llm/contract/stand-in.js';
import type { Facilitator } from '../../../src/modules/payments/facilitator/facilitator.js';
import { localFacilitator } from '../../../src/modules/payments/facilitator/local-facilitator.client.js';
import { openEvmChain } from '../../../src/modules/payments/index.js';

const [BASE] = EVM_CHAINS as readonly [EvmChain, ...EvmChain[]];

/** A chain that stands in no table. */
const PRIVATE: EvmChain = {
  ...BASE,
  chainId: 777_000_778,
  name: 'House Chain',
  assets: [{ ...BASE.assets[0], address: '0x7770000000000000000000000000000000000778' }],
};

const REFUSAL = '{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"slow down"}}';

describe.each([
  ['of the table', BASE],
  ['of its own', PRIVATE],
])('our own facilitator, on a chain %s whose node fails', (_, row) => {
  const id = caip2(row.chainId);
  let node: StandIn;
  let facilitator: Facilitator;

  beforeAll(async () => {
    node = await StandIn.start();
    facilitator = localFacilitator({
      privateKey: new Secret(generatePrivateKey()),
      rpcUrls: new Map([[id, node.url]]),
      networks: [id],
      timeoutMs: 5_000,
    });
  });
  afterEach(() => {
    node.requests.length = 0;
  });
  afterAll(() => node.stop());

  async function pay() {
    const payTo = privateKeyToAccount(generatePrivateKey()).address;
    const [asked] = openEvmChain(row, node.url).requirements(1_000n, payTo, 'offer-1');
    if (asked === undefined) throw new Error('nothing is asked');
    const buyer = new ExactEvmScheme(privateKeyToAccount(generatePrivateKey()));
    const { payload } = await buyer.createPaymentPayload(2, asked);
    return [{ x402Version: 2, accepted: asked, payload }, asked] as const;
  }

  const answers: [string, number, string][] = [
    ['too many requests', 429, 'slow down'],
    ['an error', 200, REFUSAL],
    ['garbage', 502, '<html>'],
  ];

  // Jest fails a test during which a rejection is caught by nobody; the server would end.
  it.each(answers)(
    'has no verdict after %s, and leaves nothing uncaught',
    async (_, status, body) => {
      node.answer(() => ({ status, pieces: [body] }));
      await expect(facilitator.verify(...(await pay()))).rejects.toThrow(
        'the chain cannot be reached',
      );
      const settled = facilitator.settle(...(await pay()));
      expect(await settled).toMatchObject({ success: false, sent: false });
      const asked = node.requests.map(({ body: question }) => question.toLowerCase());
      const code = asked.filter((question) => question.includes('eth_getcode'));
      const token = row.assets[0].address.toLowerCase();
      expect(code.filter((question) => question.includes(token))).toEqual([]);
      expect(code).not.toEqual([]);
    },
  );
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { generateKeyPairSigner } from '@solana/kit';
import { x402Facilitator } from '@x402/core/facilitator';
import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { toFacilitatorSvmSigner } from '@x402/svm';
import { ExactSvmScheme } from '@x402/svm/exact/facilitator';
import type { SolanaConnection } from '../../../src/sandbox/solana/index.js';

interface Question {
  readonly paymentPayload: PaymentPayload;
  readonly paymentRequirements: PaymentRequirements;
}

/** A facilitator of Solana behind a URL, of the packages of x402 alone. */
export async function startSolanaFacilitator(chain: SolanaConnection) {
  const feePayer = await generateKeyPairSigner();
  await chain.giveSol(feePayer.address);
  const signer = toFacilitatorSvmSigner(feePayer, { defaultRpcUrl: chain.rpcUrl });
  const facilitator = new x402Facilitator().register(chain.network, new ExactSvmScheme(signer));
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const answer = async () => {
      if (path === '/supported') return facilitator.getSupported();
      const { paymentPayload, paymentRequirements } = (await json(request)) as Question;
      return path === '/verify'
        ? facilitator.verify(paymentPayload, paymentRequirements)
        : facilitator.settle(paymentPayload, paymentRequirements);
    };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(await answer()));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    feePayer: feePayer.address as string,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

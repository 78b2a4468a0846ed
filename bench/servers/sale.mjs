// What the servers with the reference middleware sell: the same answer of the same model at the same
// price as Coinslot's resource, written the way their documentation shows.
import { HTTPFacilitatorClient, x402ResourceServer } from '@x402/core/server';
import { ExactEvmScheme } from '@x402/evm/exact/server';
import { MODEL } from '../questions.mjs';

const NETWORK = 'eip155:84532';
/** As long as the signed receipt in Coinslot's answer. */
const RECEIPT = 'r'.repeat(1_280);
const PAY_TO = '0x209693Bc6afc0C5328bA36FaF03C514EF312287C';

export const PATH = '/haiku';

/** The two arguments of `paymentMiddleware`. */
export function sale(facilitatorUrl) {
  const accepts = { scheme: 'exact', price: '$0.05', network: NETWORK, payTo: PAY_TO };
  const routes = { [`POST ${PATH}`]: { accepts, description: 'Three lines about anything' } };
  const facilitator = new HTTPFacilitatorClient({ url: facilitatorUrl });
  return [routes, new x402ResourceServer(facilitator).register(NETWORK, new ExactEvmScheme())];
}

/** Asks the model; gives its stream of events. */
export async function ask(upstreamUrl, topic) {
  const response = await fetch(`${upstreamUrl}/v1/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-api-key': 'sk-ant-bench',
    },
    body: JSON.stringify({
      model: MODEL,
      max_tokens: 200,
      stream: true,
      system: `You are a poet. Write one haiku about ${topic} and nothing else.`,
      messages: [{ role: 'user', content: 'Begin.' }],
    }),
  });
  if (!response.ok) throw new Error(`the model answered ${response.status}`);
  return response;
}

/** Waits for the model's whole answer. */
export async function answer(upstreamUrl, topic) {
  const response = await ask(upstreamUrl, topic);
  const said = { id: '', response: '', usage: {}, receipt: RECEIPT };
  for (const line of (await response.text()).split('\n')) {
    if (!line.startsWith('data: ')) continue;
    const event = JSON.parse(line.slice('data: '.length));
    if (event.type === 'message_start') said.id = event.message.id;
    if (event.type === 'content_block_delta') said.response += event.delta.text;
    if (event.usage) said.usage = event.usage;
  }
  return said;
}

export function wantsStream(acceptHeader) {
  return acceptHeader?.includes('text/event-stream') ?? false;
}

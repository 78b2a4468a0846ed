import type { CallFacts } from './page-facts.js';

/** One way for a program to buy, and what to copy for it. */
export interface WayToPay {
  readonly title: string;
  readonly text: string;
  /** What to run, as plain text. */
  readonly code: string;
}

/** How long an example may be on a page; a longer one is left out. */
const LONGEST_EXAMPLE = 2_000;

/**
 * What a buyer's program does, for every kind of client. Each piece runs as it stands: what creators wrote is
 * quoted for the shell, or written as JSON.
 * @param origin the server's public address
 * @param networks CAIP-2 ids on which it is paid
 */
export function waysToPay(
  origin: string,
  call: CallFacts,
  networks: readonly string[],
): readonly WayToPay[] {
  const ways = [byCurl(call), byFetch(call, networks), byMcp(origin, call, networks)];
  return call.isModel ? [...ways, byOpenAi(origin, call, networks)] : ways;
}

function byCurl(call: CallFacts): WayToPay {
  const { url, options } = requestOf(call);
  const body = options.body === undefined ? [] : ['-H', JSON_TYPE, '-d', options.body];
  const words = ['curl', '-i', '-X', options.method, url, ...body];
  return {
    title: 'curl',
    text: 'The first answer is 402, with the price in its header PAYMENT-REQUIRED and in its body. A wallet signs one of the “accepts”; the same request goes through with what it made of it.',
    code: `${shell(words)}\n${shell([...words, '-H'])} "PAYMENT-SIGNATURE: $PAYMENT"`,
  };
}

function byFetch(call: CallFacts, networks: readonly string[]): WayToPay {
  const { url, options } = requestOf(call);
  const init = {
    method: options.method,
    ...(options.body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: options.body,
    }),
  };
  return {
    title: '@x402/fetch',
    text: 'In Node.js, after “npm install @x402/fetch @x402/evm viem”. BUYER_KEY is the private key of a wallet with USDC.',
    code: `${paying(networks)}
const answer = await pay(${JSON.stringify(url)}, ${JSON.stringify(init, null, 2)});
console.log(answer.status, await answer.text());`,
  };
}

function byMcp(origin: string, call: CallFacts, networks: readonly string[]): WayToPay {
  const { username, slug, example } = call;
  const wanted = { name: slug, arguments: small(example) };
  return {
    title: 'MCP',
    text: `Agents connect to ${origin}/mcp, which finds and calls everything on sale, or to the address below, where this is the tool “${slug}”. A tool without a payment answers with the price; the payment goes into “_meta” of the next call. In Node.js, after “npm install @modelcontextprotocol/client @x402/evm viem”:`,
    code: `import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { privateKeyToAccount } from 'viem/accounts';

const agent = new Client({ name: 'buyer', version: '1' });
const address = new URL(${JSON.stringify(`${origin}/@${username}/mcp`)});
await agent.connect(new StreamableHTTPClientTransport(address));
const call = ${JSON.stringify(wanted)};
const { structuredContent: asked } = await agent.callTool(call);
const accepted = asked.accepts.find(({ scheme, network }) => scheme === 'exact' && network === ${JSON.stringify(networks.find(isEvm))});
const wallet = new ExactEvmScheme(privateKeyToAccount(process.env.BUYER_KEY));
const signed = await wallet.createPaymentPayload(2, accepted);
const payment = { resource: asked.resource, accepted, ...signed };
const paid = await agent.callTool({ ...call, _meta: { 'x402/payment': payment } });
console.log(paid.content[0].text);
await agent.close();`,
  };
}

function byOpenAi(origin: string, call: CallFacts, networks: readonly string[]): WayToPay {
  const { username, slug, example } = call;
  const [first = ''] = Object.values(small(example));
  const isOne = Object.keys(small(example)).length <= 1;
  const content = isOne ? String(first) : JSON.stringify(small(example));
  const question = {
    model: `${username}/${slug}`,
    messages: [{ role: 'user', content: content || 'Hello' }],
  };
  return {
    title: 'OpenAI SDK',
    text: 'The client of OpenAI’s API as it is, with a fetch that pays; also after “npm install openai”.',
    code: `import OpenAI from 'openai';
${paying(networks)}
const openai = new OpenAI({
  baseURL: ${JSON.stringify(`${origin}/v1`)},
  apiKey: 'not-needed',
  maxRetries: 0, // a retry of the client's own would sign and pay anew
  fetch: pay,
});
const answer = await openai.chat.completions.create(${JSON.stringify(question, null, 2)});
console.log(answer.choices[0].message.content);`,
  };
}

const JSON_TYPE = 'content-type: application/json';

/** Makes \`pay\`, a fetch that pays. */
function paying(networks: readonly string[]): string {
  const evm = networks.filter(isEvm);
  const schemes = evm.map((network) => `    { network: ${JSON.stringify(network)}, client },`);
  return `import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { privateKeyToAccount } from 'viem/accounts';

const client = new ExactEvmScheme(privateKeyToAccount(process.env.BUYER_KEY));
const pay = wrapFetchWithPaymentFromConfig(fetch, {
  schemes: [
${schemes.join('\n')}
  ],
});`;
}

function isEvm(network: string): boolean {
  return network.startsWith('eip155:');
}

/** An example that is not too long for a page. */
function small(example: CallFacts['example']): CallFacts['example'] {
  return JSON.stringify(example).length > LONGEST_EXAMPLE ? {} : example;
}

/** These have no body. */
const BY_QUERY = new Set(['GET', 'HEAD', 'DELETE']);

function requestOf({ url, method, example }: CallFacts): {
  readonly url: string;
  readonly options: { readonly method: string; readonly body?: string };
} {
  const input = small(example);
  if (!BY_QUERY.has(method)) return { url, options: { method, body: JSON.stringify(input) } };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) query.append(name, String(value));
  return { url: query.size === 0 ? url : `${url}?${query}`, options: { method } };
}

/** Words as one line of a POSIX shell: whatever they are, it takes them as they are. */
function shell(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

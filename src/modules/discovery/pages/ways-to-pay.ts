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
  return [byCurl(call), byFetch(call, networks)];
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

const JSON_TYPE = 'content-type: application/json';

/** Makes \`pay\`, a fetch that pays. */
function paying(networks: readonly string[]): string {
  const evm = networks.filter((id) => id.startsWith('eip155:'));
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

/** These have no body. */
const BY_QUERY = new Set(['GET', 'HEAD', 'DELETE']);

function requestOf({ url, method, example }: CallFacts): {
  readonly url: string;
  readonly options: { readonly method: string; readonly body?: string };
} {
  const body = JSON.stringify(example);
  const input = body.length > LONGEST_EXAMPLE ? {} : example;
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

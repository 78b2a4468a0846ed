import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { waysToPay } from './ways-to-pay.js';

const URL = 'https://api.example.com/@ada/haiku';
const HOSTILE = `'; touch /tmp/planted; echo "$(id)" \`id\` \\ \n#`;

function wayOf(title: string, call: { method?: string; example?: object }): string {
  const { method = 'POST', example = {} } = call;
  const facts = {
    url: URL,
    username: 'ada',
    slug: 'haiku',
    method,
    example: example as Record<string, unknown>,
    input: { type: 'object' },
    isModel: false,
    streams: false,
  };
  const ways = waysToPay('https://api.example.com', facts, ['eip155:8453', 'solana:x']);
  return ways.find((way) => way.title === title)?.code ?? '';
}

/** What a shell would run curl with, command by command. */
function argumentsOf(code: string): string[][] {
  const script = `curl() { printf '%s\\0' "$@"; printf '\\1'; }\nPAYMENT=signed\n${code}`;
  const said = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  return said
    .split('\x01')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1));
}

describe('what to copy for curl', () => {
  it('asks the price, and then sends the same with a payment', () => {
    const [asks, pays] = argumentsOf(wayOf('curl', { example: { topic: 'the sea' } }));
    const body = ['-H', 'content-type: application/json', '-d', '{"topic":"the sea"}'];
    expect(asks).toEqual(['-i', '-X', 'POST', URL, ...body]);
    expect(pays).toEqual([...(asks ?? []), '-H', 'PAYMENT-SIGNATURE: signed']);
  });

  it('gives the shell nothing of what a creator wrote to run', () => {
    const [asks] = argumentsOf(wayOf('curl', { example: { [HOSTILE]: HOSTILE } }));
    expect(JSON.parse(asks?.at(-1) ?? '')).toEqual({ [HOSTILE]: HOSTILE });
    const [gets] = argumentsOf(wayOf('curl', { method: 'GET', example: { [HOSTILE]: HOSTILE } }));
    expect([...new global.URL(gets?.at(-1) ?? '').searchParams]).toEqual([[HOSTILE, HOSTILE]]);
  });

  it('sends nothing where there is nothing to send', () => {
    expect(argumentsOf(wayOf('curl', { method: 'GET' }))[0]).toEqual(['-i', '-X', 'GET', URL]);
  });
});

describe('what to copy for @x402/fetch', () => {
  it('pays on the networks of its kind, and holds what a creator wrote as a text', () => {
    const code = wayOf('@x402/fetch', { example: { [HOSTILE]: HOSTILE } });
    expect(code).toContain('{ network: "eip155:8453", client },');
    expect(code).not.toContain('solana');
    const [, init = ''] = /await pay\("[^"]+", (.+)\);\nconsole/s.exec(code) ?? [];
    const { body } = JSON.parse(init) as { body: string };
    expect(JSON.parse(body)).toEqual({ [HOSTILE]: HOSTILE });
  });
});

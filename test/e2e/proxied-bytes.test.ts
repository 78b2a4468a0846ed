import { once } from 'node:events';
import { createServer, type AddressInfo, connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { Buyer } from './buyer.js';
import { openShop, type Shop } from './shop.js';

/** An endpoint that keeps every byte it is sent, and answers `ok`. */
async function startRecorder() {
  const seen: Buffer[] = [];
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (some) => {
      bytes = Buffer.concat([bytes, some]);
      if (!isWhole(bytes)) return;
      seen.push(bytes);
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, seen, stop: () => server.close() };
}

function isWhole(bytes: Buffer): boolean {
  const end = bytes.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)/im.exec(bytes.toString('latin1'))?.[1] ?? '0';
  return end >= 0 && bytes.length >= end + 4 + Number(length);
}

/** Sends bytes as they are, which `fetch` does not, and gives the status and head of the answer. */
async function sendBytes(origin: string, lines: readonly string[], body: Buffer) {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const head = [...lines, `host: ${hostname}:${port}`, 'connection: close'].join('\r\n');
  socket.write(Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), body]));
  const answer = (await buffer(socket)).toString('latin1');
  return { status: Number(answer.split(' ', 2)[1]), answer };
}

/** What of a call is not its target. */
interface Sent {
  readonly method: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
  readonly payment: string;
}

const NOTHING = Buffer.alloc(0);
const lineOf = (call: Buffer | undefined) => call?.toString('latin1').split('\r\n', 1)[0];
const bodyOf = (call: Buffer | undefined) => call?.subarray(call.indexOf('\r\n\r\n') + 4);
const headOf = (call: Buffer | undefined) => call?.toString('latin1').split('\r\n\r\n', 1)[0];

describe('on its way to a creator’s endpoint', () => {
  let endpoint: Awaited<ReturnType<typeof startRecorder>>;
  let shop: Shop;
  let buyer: Buyer;
  let url: string;
  let id: string;
  let withOwn: string;

  beforeAll(async () => {
    endpoint = await startRecorder();
    shop = await openShop({ EGRESS_ALLOW: endpoint.host });
    buyer = await Buyer.with(shop.chain, 10_000_000n);
    const methods = ['GET', 'POST', 'DELETE'];
    const sell = (slug: string, address: string) =>
      shop.publish({ type: 'proxy', slug, config: { url: address, methods } });
    ({ url, id } = await sell('plain', `http://${endpoint.host}/v1/forecast`));
    ({ url: withOwn } = await sell(
      'own',
      `http://${endpoint.host}/v1/forecast?units=metric&key=a%20b`,
    ));
  });
  beforeEach(() => {
    endpoint.seen.length = 0;
  });
  afterAll(async () => {
    endpoint.stop();
    await shop.stop();
  });

  const pay = async (address: string) => encodePaymentSignatureHeader(await buyer.sign(address));
  const call = async (
    address: string,
    target: string,
    { method = 'GET', headers = [], body = NOTHING, payment = '' }: Partial<Sent> = {},
  ) => {
    const header = payment === '' ? await pay(address) : payment;
    const lines = [
      `${method} ${new URL(address).pathname}${target} HTTP/1.1`,
      `payment-signature: ${header}`,
      ...(body.length > 0 ? [`content-length: ${body.length}`] : []),
      ...headers,
    ];
    return sendBytes(shop.origin, lines, body);
  };

  it.each([
    '',
    '?',
    '??',
    '?&',
    '?a&b=&c==3',
    '?q=a%20b',
    '?q=a+b',
    '?city=M%E9xico',
    '?q=a#b',
    '?path=%2Fa%2fb/c',
    '?q=\'|`^{}[]\\<>"',
    '?%',
    '?a=1&a=2&&a=',
    '?a;b=1',
  ])('a query stays as it was written: %j', async (query) => {
    expect(await call(url, query)).toMatchObject({ status: 200 });
    expect(endpoint.seen.map(lineOf)).toEqual([`GET /v1/forecast${query} HTTP/1.1`]);
  });

  it.each([
    ['', '?units=metric&key=a%20b'],
    ['?', '?units=metric&key=a%20b'],
    ['?a&b=&c==3&q=M%E9xico', '?units=metric&key=a%20b&a&b=&c==3&q=M%E9xico'],
    ['?units=imperial&q=%2f', '?units=metric&key=a%20b&q=%2f'],
    ['?q=1&un%69ts=imperial&KEY=x', '?units=metric&key=a%20b&q=1&KEY=x'],
    ['?q=1;units=imperial&r=2', '?units=metric&key=a%20b&r=2'],
    ['?units', '?units=metric&key=a%20b'],
  ])('%j is added to the creator’s query, of which it replaces nothing', async (query, sent) => {
    expect(await call(withOwn, query)).toMatchObject({ status: 200 });
    expect(endpoint.seen.map(lineOf)).toEqual([`GET /v1/forecast${sent} HTTP/1.1`]);
  });

  it.each<[string, string[], Buffer]>([
    ['bytes of no type', [], Buffer.from([0, 0xff, 0xfe, 0x0d, 0x0a])],
    ['JSON that is no UTF-8', ['content-type: application/json'], Buffer.from('"M\xe9"', 'latin1')],
    [
      'JSON of texts that databases do not take',
      ['content-type: application/json'],
      Buffer.from('{"nul":"\\u0000","half":"\\ud800"}'),
    ],
    ['JSON that is none', ['content-type: application/json'], Buffer.from('{"a":')],
    [
      'a coding that nobody knows',
      ['content-type: application/json', 'content-encoding: x-mine, GZIP'],
      Buffer.from([1, 2, 3]),
    ],
    ['a form', ['content-type: application/x-www-form-urlencoded'], Buffer.from('a=%20&&b')],
  ])('a body stays as it was sent, and what tells how to read it: %s', async (_, headers, body) => {
    expect(await call(url, '', { method: 'POST', headers, body })).toMatchObject({ status: 200 });
    const [sent] = endpoint.seen;
    expect(bodyOf(sent)).toEqual(body);
    const telling = (headOf(sent) ?? '').split('\r\n').filter((line) => /^content-[te]/.test(line));
    expect(telling.toSorted()).toEqual(headers.toSorted());
  });

  it('whatever the endpoint would see otherwise is another request, and the same is the same', async () => {
    const payment = await pay(url);
    const body = Buffer.from('{}');
    const type = 'content-type: application/json';
    const first = { method: 'POST', headers: [type, 'content-encoding: x'], body, payment };
    expect((await call(url, '?q=a%20b', first)).status).toBe(200);
    expect((await call(url, '?q=a%20b', first)).status).toBe(200);
    const others: [string, object][] = [
      ['?q=a+b', {}],
      ['?q=a%20b&', {}],
      ['', {}],
      ['?', {}],
      ['?q=a%20b', { body: Buffer.from('{ }') }],
      ['?q=a%20b', { method: 'DELETE' }],
      ['?q=a%20b', { headers: [type] }],
      ['?q=a%20b', { headers: [type, 'content-encoding: y'] }],
      ['?q=a%20b', { headers: ['content-type: text/plain', 'content-encoding: x'] }],
    ];
    for (const [query, change] of others) {
      const { status, answer } = await call(url, query, { ...first, ...change });
      expect([query, change, status]).toEqual([query, change, 409]);
      expect(answer).toContain('payment_already_used');
    }
    expect(endpoint.seen).toHaveLength(1);
  });

  it('a question mark without a query is not no question mark', async () => {
    const payment = await pay(url);
    expect((await call(url, '?', { payment })).status).toBe(200);
    expect((await call(url, '', { payment })).status).toBe(409);
  });

  it.each(['M\xe9xico', 'M\xc3\xa9xico', 'M\x7fxico'])(
    'a query that no URL can have is refused before it is paid: %j',
    async (city) => {
      expect((await call(url, `?city=${city}`)).status).toBe(400);
      const body = { resourceId: id, input: { method: 'GET', query: `city=${city}` } };
      const payment = encodePaymentSignatureHeader(await buyer.sign(url));
      const headers = { 'content-type': 'application/json', 'payment-signature': payment };
      const asked = { method: 'POST', headers, body: JSON.stringify(body) };
      const refused = await fetch(`${shop.origin}/api/v1/execute`, asked);
      expect(refused.status).toBe(422);
      expect(await refused.json()).toMatchObject({ errors: [{ field: 'query' }] });
      expect(endpoint.seen).toEqual([]);
    },
  );

  it('a GET with a body, which would get lost, is refused before it is paid', async () => {
    const refused = await call(url, '', { body: Buffer.from('lost') });
    expect(refused).toMatchObject({ status: 400 });
    expect(refused.answer).toContain('not_charged');
    expect(endpoint.seen).toEqual([]);
  });
});

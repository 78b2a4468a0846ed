import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader } from '@x402/core/http';
import { Client } from 'pg';
import { Controller, type DynamicModule, Injectable, Module, Post } from '@nestjs/common';
import {
  Paid,
  type PaidCall,
  type PaidRoute,
  type Quote,
  RequiresPayment,
} from '../../src/modules/payments/index.js';
import { type Listing, NETWORK, openShop, type Shop } from '../e2e/shop.js';

const ADDRESS = '/api/v1/fixed';

/** What another team writes whose price never changes. */
@Injectable()
class FixedPrice implements PaidRoute {
  readonly id = 'fixed';
  private readonly price: Quote = {
    subject: 'fixed',
    ownerId: null,
    url: `http://shop.example${ADDRESS}`,
    description: 'Names the payer',
    mimeType: 'application/json',
    usage: {
      method: 'POST',
      input: { type: 'object' },
      example: {},
      output: { type: 'json', schema: {} },
    },
    offers: [
      {
        id: 'fixed-1',
        price: 10_000n,
        payees: [{ network: NETWORK, payTo: `0x${'a'.repeat(40)}` }],
      },
    ],
    settlementPolicy: 'after_execution',
  };

  async quote(): Promise<Quote> {
    return this.price;
  }

  atHand(method: string, path: string): Quote | undefined {
    return method === 'POST' && path === ADDRESS ? this.price : undefined;
  }
}

@Controller('fixed')
class FixedController {
  @Post()
  @RequiresPayment(FixedPrice)
  whoPays(@Paid() { payer }: PaidCall) {
    return { payer };
  }
}

@Module({ controllers: [FixedController], providers: [FixedPrice] })
class FixedModule {}

/** An answer without what no two have in common, and names of headers in lower case, in which they are the same. */
function plain(answer: string) {
  const header = /^payment-required: (.*)$/im.exec(answer)?.[1] ?? '';
  const requestId = /^x-request-id: (\S+)/im.exec(answer)?.[1] ?? '';
  const challenge = decodePaymentRequiredHeader(header);
  const retryKey = String(challenge.accepts[0]?.extra['retryKey']);
  const text = answer
    .replace(header, JSON.stringify(challenge))
    .replace(/^date: .*$/im, '')
    .replaceAll(/^[\w-]+: /gm, (name) => name.toLowerCase())
    .replaceAll(requestId, 'REQUEST')
    .replaceAll(retryKey, 'KEY');
  return { text, ids: [requestId, retryKey] };
}

describe('a request that only asks the price', () => {
  let shop: Shop;
  let listing: Listing;
  let socket: Socket;

  beforeAll(async () => {
    const module: DynamicModule = { module: FixedModule };
    shop = await openShop({}, [module]);
    listing = await shop.publish({ description: 'Drei Zeilen über Münzen, 三行' });
  });
  beforeEach(async () => {
    socket = connect(Number(new URL(shop.origin).port), '127.0.0.1');
    await once(socket, 'connect');
    // From the third on, nobody has anything to look up.
    for (let asked = 0; asked < 2; asked += 1) await fetch(listing.url);
  });
  afterAll(() => shop.stop());

  const path = () => new URL(listing.url).pathname;

  /** The whole answer to a request that is sent as it is, head and body. */
  async function ask(target: string, lines: readonly string[] = [], method = 'POST') {
    const head = [`${method} ${target} HTTP/1.1`, 'Host: localhost', ...lines, '', ''];
    socket.write(head.join('\r\n'));
    let answer = Buffer.alloc(0);
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      answer = Buffer.concat([answer, chunk as Buffer]);
      const end = answer.indexOf('\r\n\r\n');
      const length = /^content-length: (\d+)/im.exec(answer.toString('latin1'))?.[1];
      if (end >= 0 && answer.length >= end + 4 + Number(length)) break;
    }
    return answer.toString('utf8');
  }

  it.each([
    ['opens it in a browser', ['Sec-Fetch-Mode: navigate'], /^content-type: text\/html/im],
    ['brings a payment', ['PAYMENT-SIGNATURE: none'], /"code":"invalid_payment"/],
    ['sends too much', ['Content-Length: 1048577'], /"code":"body_too_large"/],
    ['asks for too much', [], /"code":"invalid_request"/, `?${'a&'.repeat(1_001)}`],
  ])('is told something else when who sends it %s', async (_, lines, told, query = '') => {
    expect(await ask(path() + query, lines)).toMatch(told);
  });

  it('is answered before its body comes', async () => {
    const answer = await ask(path(), ['Content-Type: application/json', 'Content-Length: 20']);
    expect(answer).toMatch(/^HTTP\/1.1 402 Payment Required\r\n/);
    // What comes of the body after all is no part of the next request.
    socket.write('{"topic":"the coins"}'.slice(0, 20));
    expect(await ask(path(), [], 'GET')).toMatch(/^HTTP\/1.1 402 /);
  });

  it('is answered before its body comes where another team has the price at hand', async () => {
    for (let asked = 0; asked < 2; asked += 1)
      expect(await ask(ADDRESS)).toMatch(/^HTTP\/1.1 402 /);
    const early = await ask(ADDRESS, ['Content-Length: 20']);
    expect(early).toContain('"description":"Names the payer"');
  });

  it('gets the bytes that it gets the ordinary way, and ids of its own', async () => {
    const early = [await ask(path()), await ask(`${path()}?a=1`, [], 'GET')].map(plain);
    const ordinary = [
      await ask(path().toUpperCase(), [], 'GET'),
      await ask(path(), ['Transfer-Encoding: chunked', '', '0']),
    ].map(plain);
    const answers = [...early, ...ordinary];
    for (const { text } of answers) expect(text).toBe(answers[0]?.text);
    expect(answers[0]?.text).toContain('über Münzen, 三行');
    expect(new Set(answers.flatMap(({ ids }) => ids)).size).toBe(2 * answers.length);
  });

  it('costs no statement, nor does asking for what nobody sells', async () => {
    const unknown = `/@${randomUUID().slice(0, 8)}/nothing`;
    await ask(unknown);
    const statements = new Set<string>();
    const { query } = Client.prototype;
    Client.prototype.query = function spy(this: Client, ...given: unknown[]) {
      const [first] = given as [string | { text: string }];
      statements.add(typeof first === 'string' ? first : first.text);
      return (query as (...all: unknown[]) => unknown).apply(this, given);
    } as typeof query;
    for (let asked = 0; asked < 50; asked += 1) {
      expect(await ask(path())).toMatch(/^HTTP\/1.1 402 /);
      expect(await ask(unknown)).toMatch(/^HTTP\/1.1 404 /);
    }
    Client.prototype.query = query;
    // The background asks for other things meanwhile.
    expect([...statements].join('\n')).not.toMatch(/x402_resources|username/);
  });

  it('is told what an owner has just published where nothing was', async () => {
    const { creator } = listing;
    const next = path().replace(/[^/]*$/, 'next-one');
    for (let asked = 0; asked < 3; asked += 1) expect(await ask(next)).toMatch(/^HTTP\/1.1 404 /);
    const { id } = await creator.send<{ id: string }>('POST', '/resources', {
      type: 'static',
      name: 'Next',
      description: 'A text',
      slug: 'next-one',
      category: 'other',
      price: '0.05',
      config: { content: 'Text' },
    });
    expect(await ask(next)).toMatch(/^HTTP\/1.1 404 /);
    await creator.send('POST', `/resources/${id}/publish`);
    expect(await ask(next)).toMatch(/^HTTP\/1.1 402 /);
  });

  it('is one line of the log, as any other', async () => {
    const [, id = ''] = /^x-request-id: (.*)$/im.exec(await ask(path())) ?? [];
    const line = shop.log.find((each) => each.includes(id.trim()));
    expect(JSON.parse(line ?? '')).toMatchObject({
      msg: 'request',
      method: 'POST',
      route: '/@:username/:slug',
      status: 402,
    });
  });
});

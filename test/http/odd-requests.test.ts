import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Listing, openShop, type Shop } from '../e2e/shop.js';

describe('requests that HTTP allows and few clients send', () => {
  let shop: Shop;
  let listing: Listing;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
  });
  afterAll(() => shop.stop());

  /** Everything that the server says to these lines until it closes. */
  const say = async (...lines: readonly string[]): Promise<string> => {
    const { hostname, port } = new URL(shop.origin);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(`${lines.join('\r\n')}`);
    return text(socket);
  };
  const HOST = 'Host: shop.example';
  const CLOSE = 'Connection: close';
  const path = () => new URL(listing.url).pathname;

  it('without a Host are refused in HTTP/1.1, and answered in HTTP/1.0', async () => {
    expect(await say('GET /health/live HTTP/1.1', CLOSE, '', '')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await say('GET /health/live HTTP/1.0', '', '')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('with two Hosts, or one that is none, get no more than a refusal or the answer', async () => {
    const twice = await say('GET /health/live HTTP/1.1', HOST, 'Host: evil.example', CLOSE, '', '');
    expect(twice).toMatch(/^HTTP\/1\.1 (200|400) /);
    const odd = await say(`GET ${path()} HTTP/1.1`, 'Host: evil.example/@x?', CLOSE, '', '');
    expect(odd).toMatch(/^HTTP\/1\.1 402 /);
    expect(odd).not.toContain('evil.example');
  });

  it('that wait for 100 Continue are told to go on, and get the price', async () => {
    const body = JSON.stringify({ topic: 'sea' });
    const head = [
      `POST ${path()} HTTP/1.1`,
      HOST,
      CLOSE,
      'Expect: 100-continue',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    const said = await say(...head, '', body);
    expect(said).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 402 /);
  });

  it('that expect anything else are told that nobody does that', async () => {
    const said = await say('GET /health/live HTTP/1.1', HOST, CLOSE, 'Expect: a-miracle', '', '');
    expect(said).toMatch(/^HTTP\/1\.1 417 /);
  });

  it('for a tunnel get none', async () => {
    const said = await say('CONNECT example.com:443 HTTP/1.1', 'Host: example.com:443', '', '');
    expect(said).not.toMatch(/^HTTP\/1\.1 2/);
  });

  it('for another protocol are answered in this one', async () => {
    const upgrade = ['Connection: upgrade, close', 'Upgrade: websocket'];
    const said = await say('GET /health/live HTTP/1.1', HOST, ...upgrade, '', '');
    expect(said).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('leave the server at work', async () => {
    expect((await fetch(`${shop.origin}/health/live`)).status).toBe(200);
  });
});

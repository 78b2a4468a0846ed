import { createServer as createTcpServer } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Egress, EgressRequest } from '../../src/common/egress/index.js';
import { egressTo, serve, type Served } from './servers.js';

const PUBLIC = '93.184.215.14';
const GET: EgressRequest = { method: 'GET', timeoutMs: 5_000, maxBytes: 100_000 };

const failure = (egress: Egress, url: string, changes: Partial<EgressRequest> = {}) =>
  egress.request(url, { ...GET, ...changes }).then(
    () => 'answered',
    (error: unknown) => error,
  );
const namesOf = (name: string) => [name === 'public.example' ? PUBLIC : '127.0.0.1'];

describe('a request to a stranger’s address', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const open = (...given: Parameters<typeof egressTo>): Egress => {
    const egress = egressTo(...given);
    closing.unshift(() => egress.onApplicationShutdown());
    return egress;
  };
  const listen = async (...given: Parameters<typeof serve>): Promise<Served> => {
    const served = await serve(...given);
    closing.push(() => served.stop());
    return served;
  };
  const redirecting = (to: (port: number) => string, status = 302) =>
    listen((request, response) => {
      if (request.url === '/end') {
        response.end(JSON.stringify(request.headers));
        return;
      }
      const { port } = request.socket.address() as { port: number };
      response.writeHead(status, { location: to(port) });
      response.end('moved');
    });

  it('carries method, headers and body, and gives status, headers and body', async () => {
    const served = await listen(async (request, response) => {
      const seen = { method: request.method, url: request.url, headers: request.headers };
      response.writeHead(418, { 'x-own': ['one', 'two'] });
      response.end(JSON.stringify({ ...seen, body: await text(request) }));
    });
    const answer = await open(['127.0.0.0/8']).request(`${served.url}/a?b=c#d`, {
      ...GET,
      method: 'POST',
      body: 'hello',
      headers: {
        'x-own': 'mine',
        Host: 'metadata',
        Connection: 'close',
        'Proxy-Authorization': 'x',
      },
    });
    expect(answer).toMatchObject({ status: 418, headers: { 'x-own': ['one', 'two'] } });
    const seen = JSON.parse(await text(answer.body)) as { headers: Record<string, string> };
    expect(seen).toMatchObject({ method: 'POST', url: '/a?b=c', body: 'hello' });
    expect(seen.headers).toMatchObject({ 'x-own': 'mine', host: `127.0.0.1:${served.port}` });
    expect(seen.headers).not.toHaveProperty('proxy-authorization');
  });

  it('uses connections again', async () => {
    const served = await listen((_request, response) => response.end('ok'));
    let connections = 0;
    served.server.on('connection', () => (connections += 1));
    const egress = open(['127.0.0.0/8']);
    for (let count = 0; count < 20; count += 1) {
      await text((await egress.request(served.url, GET)).body);
    }
    expect(connections).toBeLessThan(10);
  });

  it('reaches an allowed name and port, and no other port of that name', async () => {
    const served = await listen((_request, response) => response.end('inside'));
    const other = await listen((_request, response) => response.end('not allowed'));
    const egress = open([`billing.internal:${served.port}`], () => ['127.0.0.1']);
    const answer = await egress.request(`http://billing.internal:${served.port}/`, GET);
    expect(await text(answer.body)).toBe('inside');
    expect(await failure(egress, `http://billing.internal:${other.port}/`)).toMatchObject({
      reason: 'address',
    });
    expect(await failure(egress, `http://127.0.0.1:${served.port}/`)).toMatchObject({
      reason: 'address',
    });
  });

  it('reaches an allowed IPv6 address', async () => {
    const served = await listen((_request, response) => response.end('six'), '::1');
    const answer = await open([`[::1]:${served.port}`]).request(served.url, GET);
    expect(await text(answer.body)).toBe('six');
    expect(await failure(open(['127.0.0.0/8']), served.url)).toMatchObject({ reason: 'address' });
  });

  it('is connected to the address that was judged, though the name leads elsewhere since', async () => {
    // One end of this machine stands for what may be reached, the other for what may not.
    const outside = await listen((_request, response) => {
      response.setHeader('connection', 'close');
      response.end('outside');
    }, '::1');
    let heardInside = 0;
    await listen(() => (heardInside += 1), '127.0.0.1', outside.port);
    const answers = ['::1', '127.0.0.1'];
    const egress = open(['::1/128'], () => answers.splice(0, 1));
    const url = `http://rebinding.example:${outside.port}/`;
    expect(await text((await egress.request(url, GET)).body)).toBe('outside');
    expect(answers).toEqual(['127.0.0.1']);
    expect(await failure(egress, url)).toMatchObject({ kind: 'refused', reason: 'address' });
    expect(heardInside).toBe(0);
  });

  it('is refused when a public name leads to one private address among others', async () => {
    const served = await listen((_request, response) => response.end('inside'));
    const egress = open([], () => ['127.0.0.1', PUBLIC]);
    expect(await failure(egress, `http://both.example:${served.port}/`)).toMatchObject({
      reason: 'address',
    });
  });

  it('is encrypted where plain http is not permitted, except to what was allowed', async () => {
    const served = await listen((_request, response) => response.end('inside'));
    const egress = open([`billing.internal:${served.port}`], namesOf, false);
    expect(await failure(egress, 'http://public.example/')).toMatchObject({ reason: 'plain_http' });
    const answer = await egress.request(`http://billing.internal:${served.port}/`, GET);
    expect(await text(answer.body)).toBe('inside');
  });

  describe('that is redirected', () => {
    it('gets the redirect as its answer', async () => {
      const served = await redirecting(() => '/end');
      const answer = await open(['127.0.0.0/8']).request(served.url, GET);
      expect(answer).toMatchObject({ status: 302, headers: { location: '/end' } });
      expect(await text(answer.body)).toBe('moved');
    });

    it('follows as often as it says, when it says so', async () => {
      const served = await redirecting(() => '/end', 308);
      const egress = open(['127.0.0.0/8']);
      const answer = await egress.request(`${served.url}/begin`, { ...GET, redirects: 1 });
      expect(answer).toMatchObject({ status: 200, url: `${served.url}/end` });
      const turning = await redirecting(() => '/again');
      expect(await egress.request(turning.url, { ...GET, redirects: 5 })).toMatchObject({
        status: 302,
      });
    });

    it('does not follow with anything but GET and HEAD', async () => {
      const served = await redirecting(() => '/end', 307);
      const post: EgressRequest = { ...GET, method: 'POST', body: '{}', redirects: 5 };
      expect(await open(['127.0.0.0/8']).request(served.url, post)).toMatchObject({ status: 307 });
    });

    it.each([
      ['a private address', 'http://10.0.0.1/', 'address'],
      ['loopback', 'http://127.0.0.1:PORT/end', 'address'],
      ['IPv6 loopback', 'http://[::1]:PORT/end', 'address'],
      ['a mapped address', 'http://[::ffff:7f00:1]:PORT/end', 'address'],
      ['cloud metadata', '//169.254.169.254/latest/meta-data/', 'address'],
      ['a name of a private address', 'http://inside.example:PORT/end', 'address'],
      ['a file', 'file:///etc/passwd', 'scheme'],
      ['credentials', 'http://user:password@localhost:PORT/end', 'credentials'],
    ])('is refused on the way to %s', async (_name, location, reason) => {
      const served = await redirecting((port) => location.replace('PORT', String(port)));
      const egress = open([`front.example:${served.port}`], () => ['127.0.0.1']);
      const url = `http://front.example:${served.port}/`;
      expect(await failure(egress, url, { redirects: 3 })).toMatchObject({
        kind: 'refused',
        reason,
      });
    });

    it('takes no secrets to another origin', async () => {
      const target = await redirecting(() => '/end');
      const served = await redirecting(() => `${target.url}/end`);
      const headers = {
        authorization: 'Bearer planted',
        'x-secret': 'planted',
        accept: 'text/css',
      };
      const answer = await open(['127.0.0.0/8']).request(served.url, {
        ...GET,
        headers,
        redirects: 1,
      });
      const seen = await text(answer.body);
      expect(seen).toContain('text/css');
      expect(seen).not.toContain('planted');
    });
  });

  it('is unreachable where nobody listens', async () => {
    const served = await serve(() => undefined);
    await served.stop();
    const egress = open(['127.0.0.0/8'], () => ['127.0.0.1', '127.0.0.2']);
    expect(await failure(egress, served.url)).toMatchObject({ kind: 'unreachable' });
    expect(await failure(egress, `http://two.example:${served.port}`)).toMatchObject({
      kind: 'unreachable',
    });
  });

  it('times out: no headers, or no end of the body', async () => {
    const silent = await listen(() => undefined);
    const slow = await listen((_request, response) => void response.write('begun'));
    const egress = open(['127.0.0.0/8']);
    expect(await failure(egress, silent.url, { timeoutMs: 200 })).toMatchObject({
      kind: 'timeout',
    });
    const begun = await egress.request(slow.url, { ...GET, timeoutMs: 300 });
    await expect(text(begun.body)).rejects.toMatchObject({ kind: 'timeout' });
    expect(begun.status).toBe(200);
  });

  it('is cut when the answer is too large, told beforehand or not', async () => {
    const told = await listen((_request, response) => response.end('x'.repeat(100_001)));
    const closed = new Promise((done) => {
      void listen((request, response) => {
        request.socket.once('close', done);
        const fill = (): void => void response.write('x'.repeat(10_000), fill);
        fill();
      }).then((served) => (endless = served));
    });
    let endless: Served | undefined;
    const egress = open(['127.0.0.0/8']);
    expect(await failure(egress, told.url)).toMatchObject({ kind: 'too_large' });
    const answer = await egress.request(endless?.url ?? '', GET);
    await expect(text(answer.body)).rejects.toMatchObject({ kind: 'too_large' });
    await closed;
    const exact = await listen((_request, response) => response.end('x'.repeat(100_000)));
    expect(await text((await egress.request(exact.url, GET)).body)).toHaveLength(100_000);
  });

  it('is cut when the headers are too large', async () => {
    const served = await listen((_request, response) => {
      response.writeHead(200, { 'x-large': 'x'.repeat(60_000) });
      response.end();
    });
    expect(await failure(open(['127.0.0.0/8']), served.url)).toMatchObject({ kind: 'too_large' });
  });

  it('is broken when the other side hangs up or speaks no HTTP', async () => {
    const hanging = await listen((request) => request.socket.destroy());
    const half = await listen((_request, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half', () => response.socket?.destroy());
    });
    const garbage = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    garbage.listen(0, '127.0.0.1');
    await once(garbage, 'listening');
    closing.push(async () => garbage.close());
    const { port } = garbage.address() as { port: number };
    const egress = open(['127.0.0.0/8']);
    expect(await failure(egress, hanging.url)).toMatchObject({ kind: 'broken' });
    expect(await failure(egress, `http://127.0.0.1:${port}`)).toMatchObject({ kind: 'broken' });
    const begun = await egress.request(half.url, GET);
    await expect(text(begun.body)).rejects.toMatchObject({ kind: 'broken' });
  });

  it('stops for the caller’s reason, before and after the answer has begun', async () => {
    const silent = await listen(() => undefined);
    const slow = await listen((_request, response) => void response.write('begun'));
    const egress = open(['127.0.0.0/8']);
    const reason = new Error('the buyer is gone');
    expect(await failure(egress, silent.url, { signal: AbortSignal.abort(reason) })).toBe(reason);
    const stop = new AbortController();
    const begun = await egress.request(slow.url, { ...GET, signal: stop.signal });
    stop.abort(reason);
    await expect(text(begun.body)).rejects.toBe(reason);
  });

  it('lets go of the connection when the answer is not wanted', async () => {
    let close: () => void;
    const closed = new Promise<void>((done) => (close = done));
    const served = await listen((request, response) => {
      request.socket.once('close', () => close());
      response.write('begun');
    });
    const answer = await open(['127.0.0.0/8']).request(served.url, GET);
    answer.body.destroy();
    await closed;
    expect(answer.status).toBe(200);
  });
});

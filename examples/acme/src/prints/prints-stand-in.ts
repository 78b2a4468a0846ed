import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

const PAPERS = Array.from({ length: 12 }, (_, n) => ({ name: `Paper ${n + 1}` }));
const PAGE = 5;

/** The API of Acme Prints as its documentation has it: keys with `wrong` or `limited` in them are such. */
export async function startPrints() {
  const server = createServer((request, response) => {
    const [status, body] = answer(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

function answer({ method, url, headers }: IncomingMessage): readonly [number, unknown] {
  const { pathname, searchParams } = new URL(url ?? '/', 'http://localhost');
  const [, token] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
  const key = String(headers['acme-key'] ?? token ?? '');
  if (headers['acme-version'] !== '2') return refusal(400, 'no_version');
  if (!/^a[pt]_/.test(key) || key.includes('wrong')) return refusal(401, 'bad_key');
  if (method !== 'GET') return refusal(405, 'no_such_method');
  if (pathname === '/papers') return [200, page(Number(searchParams.get('after') ?? 0))];
  if (pathname !== '/account') return refusal(404, 'no_such_page');
  if (key.includes('limited')) return refusal(403, 'no_account_scope');
  return [200, { account: { name: 'Ada’s Prints', plan: { name: 'Studio' } } }];
}

function refusal(status: number, code: string): readonly [number, unknown] {
  return [status, { error: { code } }];
}

function page(from: number) {
  const next = from + PAGE < PAPERS.length ? String(from + PAGE) : null;
  return { papers: PAPERS.slice(from, from + PAGE), next };
}

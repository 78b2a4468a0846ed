import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { generatePrivateKey } from 'viem/accounts';
import { welcome } from '../../src/sandbox/index.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { inChromium } from '../setup/browser.js';
import { type Prefilled, prefilled } from './prefilled.js';
import { SwaggerUi } from './swagger-ui.js';

const ADMIN_KEY = 'an-admin-key-for-tests-only-0123456789';
/** The id of nothing. */
const NOBODYS = '3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24';
/** A page, and each operation on it, on a loaded machine. */
const SLOW_MS = 600_000;

/** What operations answer that cannot do what they are for with prefilled values alone. */
const OTHERWISE: Readonly<Record<string, readonly number[]>> = {
  // A wallet has to sign, at this very time.
  'POST /api/v1/auth/verify': [401],
  'POST /api/v1/auth/refresh': [401],
  // These answer a page of the server.
  'POST /api/v1/auth/browser/sign-in': [403],
  'POST /api/v1/auth/browser/api-key': [403],
  'POST /api/v1/auth/browser/refresh': [403],
  'POST /api/v1/auth/browser/sign-out': [403],
  'POST /api/v1/me/payout-wallets/verify': [422],
  'POST /api/v1/calls/find': [422],
  'POST /api/v1/refunds': [422],
  // A service has to send the browser back, or to sign what it sends.
  'GET /api/v1/integrations/{provider}/oauth/callback': [400],
  'POST /api/v1/integrations/{provider}/webhooks': [401],
  // Swagger UI asks for one form of an answer, and MCP wants both.
  'POST /mcp': [406],
  'POST /@{username}/mcp': [406],
  // The operator has no app there, or the account is not connected.
  'POST /api/v1/integrations/{provider}/oauth/initiate': [501],
  'GET /api/v1/integrations/anthropic/workspaces': [409],
  'POST /api/v1/integrations/anthropic/workspaces': [409],
  'POST /api/v1/integrations/{provider}/sync': [409],
  'POST /api/v1/integrations/{provider}/data': [409],
  'PUT /api/v1/integrations/{provider}/plan': [409],
  // The example is a host of the internet, which a machine may not reach.
  'POST /api/v1/webhooks': [201, 422],
  'PATCH /api/v1/webhooks/{id}': [200, 422],
  // The operator wants it, or not.
  'GET /.well-known/x402': [200, 404],
  // The list of models may not have it.
  'PATCH /api/v1/admin/models/{id}': [200, 404],
  // Its body has the id of a resource.
  'POST /api/v1/execute': [404],
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The key that the sandbox prints when it starts. */
async function printedKey(origin: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'welcome-'));
  const sandbox = { environment: {}, secrets: { creatorKey: generatePrivateKey() } };
  const text = await welcome(sandbox as Parameters<typeof welcome>[0], origin, directory);
  await rm(directory, { recursive: true });
  return /API key +(\S+)/.exec(text)?.[1] ?? '';
}

/** In what order a creator comes to them; all others stand between. */
const FIRST = [
  'PATCH /api/v1/me',
  'PUT /api/v1/integrations/{provider}/config',
  'POST /api/v1/resources',
  'POST /api/v1/resources/{id}/publish',
];
const LAST = ['POST /api/v1/resources/{id}/unpublish', 'DELETE /api/v1/resources/{id}'];

function inOrder(all: readonly Prefilled[]): Prefilled[] {
  const places = all.map((one) => [placeOf(one), one] as const);
  return places.toSorted(([a], [b]) => a - b).map(([, one]) => one);
}

function placeOf({ method, path }: Prefilled): number {
  const name = `${method} ${path}`;
  if (FIRST.includes(name)) return FIRST.indexOf(name) - FIRST.length;
  if (name === 'DELETE /api/v1/me') return LAST.length + 3;
  if (LAST.includes(name)) return LAST.indexOf(name) + 2;
  // To a resource, DELETE is one more way of being called.
  return method === 'DELETE' && !path.startsWith('/@') ? 1 : 0;
}

/** Where a prefilled request goes, with the id of what was made before where it asks for one. */
function addressOf({ path, parameters }: Prefilled, made: ReadonlyMap<string, string>) {
  const home = path.startsWith('/api/v1/resources/') ? '/api/v1/resources' : path.split('/{id}')[0];
  const id = made.get(home ?? '');
  const query = new URLSearchParams();
  let url = path;
  let isOfNothing = false;
  for (const { name, in: place, value } of parameters) {
    if (place === 'path') {
      if (value === undefined && (name !== 'id' || id === undefined)) isOfNothing = true;
      url = url.replace(`{${name}}`, encodeURIComponent(String(value ?? id ?? NOBODYS)));
    } else if (place === 'query' && value !== undefined) query.set(name, String(value));
  }
  return { url: query.size === 0 ? url : `${url}?${query.toString()}`, isOfNothing };
}

/** What is asked for with no id that there is, and what has a price. */
function otherwise({ isPriced }: Prefilled, isOfNothing: boolean): number[] | undefined {
  if (isOfNothing) return [404];
  return isPriced ? [402] : undefined;
}

const did = (name: string, status: number, body: object = {}) => [
  name,
  status,
  expect.objectContaining(body),
];

interface Described {
  readonly name: string;
  readonly description?: string;
}
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Described[];
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content?: Readonly<
          Record<string, { readonly examples?: Record<string, { value: Record<string, unknown> }> }>
        >;
      }
    >
  >;
}
interface Document {
  readonly tags: readonly Described[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<
      Record<string, { readonly properties?: Record<string, { readonly description?: string }> }>
    >;
  };
}

async function read(origin: string): Promise<Document> {
  return (await (await fetch(`${origin}/api/v1/openapi.json`)).json()) as Document;
}

function operationsOf({ paths }: Document) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      name: `${method} ${path}`,
    })),
  );
}

function undescribed(document: Document): string[] {
  const operations = operationsOf(document).flatMap(({ name, description, parameters = [] }) => [
    ...(description ? [] : [name]),
    ...parameters.filter((one) => !one.description).map((one) => `${name} ${one.name}`),
  ]);
  const members = Object.entries(document.components.schemas).flatMap(([schema, { properties }]) =>
    Object.entries(properties ?? {})
      .filter(([, { description }]) => !description)
      .map(([member]) => `${schema}.${member}`),
  );
  return [...operations, ...members];
}

inChromium('Swagger UI at /docs', (browser) => {
  let shop: Shop;
  let ui: SwaggerUi;
  let key: string;

  beforeAll(async () => {
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    shop = await openShop({ ADMIN_API_KEY: ADMIN_KEY, PORT: String(port), PUBLIC_URL: publicUrl });
    key = await printedKey(shop.origin);
    ui = await SwaggerUi.open(await browser().newPage(), shop.origin);
  }, SLOW_MS);
  afterAll(() => shop.stop());

  const done = async (method: string, path: string, id?: string) => {
    const shown = await ui.run(method, path, id === undefined ? {} : { parameters: { id } });
    return [`${method} ${path}`, shown.status, shown.status === 204 ? {} : JSON.parse(shown.body)];
  };

  it(
    'explains each way to show who you are, and begins with the one that takes the printed key',
    async () => {
      const dialog = await ui.openDialog();
      const ways = await dialog.locator('.auth-container').allTextContents();
      expect(ways).toEqual([
        expect.stringMatching(/bearer.*Paste an API key/s),
        expect.stringMatching(/api-key.*Leave it empty/s),
        expect.stringMatching(/admin-key.*operator/s),
      ]);
      await dialog.locator('button.btn-done').first().click();
      await ui.authorize(0, key);
      expect((await ui.run('GET', '/api/v1/me')).status).toBe(200);
    },
    SLOW_MS,
  );

  it(
    'takes a creator from a name to a sale and back with nothing but “Try it out”',
    async () => {
      expect(await done('PATCH', '/api/v1/me')).toEqual(
        did('PATCH /api/v1/me', 200, { username: 'ada' }),
      );
      const saved = await done('PUT', '/api/v1/integrations/{provider}/config');
      expect(saved).toEqual(
        did('PUT /api/v1/integrations/{provider}/config', 200, { status: 'valid' }),
      );
      const created = await done('POST', '/api/v1/resources');
      expect(created).toEqual(did('POST /api/v1/resources', 201, { status: 'draft' }));
      const { id } = created[2] as { id: string };
      for (const path of ['/api/v1/resources/{id}/test', '/api/v1/resources/{id}/publish']) {
        expect(await done('POST', path, id)).toEqual(did(`POST ${path}`, 200));
      }
      const path = '/api/v1/resources/by-slug/{username}/{slug}';
      expect(await done('GET', path)).toEqual(did(`GET ${path}`, 200));
      const withdraw = '/api/v1/resources/{id}/unpublish';
      expect(await done('POST', withdraw, id)).toEqual(did(`POST ${withdraw}`, 200));
      const leave = '/api/v1/resources/{id}';
      expect(await done('DELETE', leave, id)).toEqual(did(`DELETE ${leave}`, 204));
    },
    SLOW_MS,
  );

  it(
    'answers each operation as it is prefilled, ids aside',
    async () => {
      const keys = {
        bearer: { authorization: `Bearer ${key}` },
        'admin-key': { 'x-admin-key': ADMIN_KEY },
      };
      const made = new Map<string, string>();
      const wrong: string[] = [];
      for (const one of inOrder(await prefilled(ui.page))) {
        const name = `${one.method} ${one.path}`;
        const { url, isOfNothing } = addressOf(one, made);
        const headers = {
          ...Object.assign({}, ...one.keys.map((way) => ({ ...keys[way as keyof typeof keys] }))),
          ...(one.body !== undefined && { 'content-type': 'application/json' }),
        };
        const answer = await fetch(shop.origin + url, {
          method: one.method,
          headers,
          ...(one.body !== undefined && { body: one.body }),
        });
        const text = await answer.text();
        if (answer.status === 201) made.set(one.path, (JSON.parse(text) as { id: string }).id);
        const expected = OTHERWISE[name] ?? otherwise(one, isOfNothing);
        const isRight = expected?.includes(answer.status) ?? answer.ok;
        if (!isRight) wrong.push(`${answer.status} ${name} ${one.body ?? ''} => ${text}`);
      }
      expect(wrong).toEqual([]);
    },
    SLOW_MS,
  );

  it('describes every operation, parameter and member, and explains its headings in their order', async () => {
    const document = await read(shop.origin);
    expect(undescribed(document)).toEqual([]);
    const used = new Set(operationsOf(document).flatMap(({ tags = [] }) => tags));
    const headings = document.tags.map(({ name }) => name);
    expect([...used].filter((name) => !headings.includes(name))).toEqual([]);
    expect(document.tags.filter(({ description }) => !description)).toEqual([]);
    expect(headings.slice(0, 2)).toEqual(['Sign-in', 'Account']);
  });

  it('shows an example of its own of each error', async () => {
    const document = await read(shop.origin);
    const wrong = operationsOf(document).flatMap(({ name, responses }) =>
      Object.entries(responses).flatMap(([status, { content }]) => {
        const problem = content?.['application/problem+json'];
        if (problem === undefined) return [];
        const examples = Object.entries(problem.examples ?? {});
        const isOwn = examples.every(
          ([code, { value }]) => value.code === code && String(value.status) === status,
        );
        return examples.length > 0 && isOwn ? [] : [`${name} ${status}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

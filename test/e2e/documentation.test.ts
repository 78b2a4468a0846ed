import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop, type Shop } from './shop.js';

interface Operation {
  readonly summary?: string;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security?: readonly object[];
}
interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** What stands at `#/a/b` of a document. */
function valueAt(document: object, reference: string): unknown {
  const [, ...members] = reference.split('/');
  let value: unknown = document;
  for (const member of members)
    value = Object.entries(value ?? {}).find(([name]) => name === member)?.[1];
  return reference.startsWith('#/') ? value : undefined;
}

describe('the documentation', () => {
  let shop: Shop;
  let document: OpenApi;

  beforeAll(async () => {
    shop = await openShop();
    document = (await (await fetch(`${shop.origin}/api/v1/openapi.json`)).json()) as OpenApi;
  });
  afterAll(() => shop.stop());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        name: `${method} ${path}`,
        ...operation,
      })),
    );

  it('is OpenAPI 3.1 and covers every part of the API', () => {
    expect(document.openapi).toBe('3.1.0');
    const names = operations().map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'post /api/v1/auth/nonce',
        'post /api/v1/api-keys',
        'patch /api/v1/me',
        'put /api/v1/integrations/{provider}/config',
        'post /api/v1/resources',
        'get /api/v1/resources',
        'post /api/v1/resources/verify',
        'post /api/v1/resources/bulk',
        'post /api/v1/resources/{id}/test',
        'get /api/v1/resources/{id}/usage',
        'get /api/v1/models',
        'patch /api/v1/admin/models/{id}',
        'post /api/v1/admin/resources/supports-refunds/backfill',
        'post /api/v1/execute',
        'get /health/ready',
      ]),
    );
  });

  it('gives every operation a summary and an answer', () => {
    const bare = operations().filter(
      ({ summary, responses }) => !summary || Object.keys(responses).length === 0,
    );
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  it('refers only to what it has', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)];
    const names = references.map(([, reference]) => String(reference));
    const missing = names.filter((name) => valueAt(document, name) === undefined);
    expect(names.length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });

  it('describes the 402 of paid operations as a problem', () => {
    const execute = document.paths['/api/v1/execute']?.['post'];
    expect(Object.keys(execute?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '400', '402', '409', '503']),
    );
  });

  it('is shown at /docs', async () => {
    const page = await fetch(`${shop.origin}/docs`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('swagger-ui');
    const script = await fetch(`${shop.origin}/docs/swagger-ui-bundle.js`);
    expect((await script.text()).length).toBeGreaterThan(100_000);
  });
});

describe('any answer', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.stop());

  it('carries the request’s id, in problems too, and hides what runs the server', async () => {
    const response = await fetch(`${shop.origin}/api/v1/nowhere`);
    const problem = (await response.json()) as { instance: string };
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(problem.instance).toBe(`urn:coinslot:request:${response.headers.get('x-request-id')}`);
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['a broken body', '{"name":', 'application/json', 400],
    ['a body nested too deeply', '['.repeat(5_000) + ']'.repeat(5_000), 'application/json', 400],
    [
      'a member that every object has',
      '{"message":{"properties":[{"constructor":1}]}}',
      'application/json',
      400,
    ],
    ['another media type', '<a/>', 'application/xml', 415],
    [
      'too large a body',
      JSON.stringify({ message: 'x'.repeat(2_000_000) }),
      'application/json',
      413,
    ],
    ['unknown fields', '{"planted":1}', 'application/json', 422],
  ])('to %s is a problem with the right status', async (_, body, type, status) => {
    const response = await fetch(`${shop.origin}/api/v1/auth/verify`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, retryable: false });
  });

  it('is the same where a client writes the @ of an address as %40', async () => {
    const { url } = await shop.publish();
    const statusAt = async (at: string) =>
      (await fetch(url.replace('@', at), { method: 'POST' })).status;
    expect([await statusAt('@'), await statusAt('%40'), await statusAt('%2540')]).toEqual([
      402, 402, 404,
    ]);
  });

  it('lets aliases stand for their paths', async () => {
    const { creator } = await shop.publish();
    expect(await creator.send('GET', '/integrations/claude/config')).toMatchObject({
      hasApiKey: true,
    });
    const anonymous = await fetch(`${shop.origin}/integrations/claude/config`);
    expect(await anonymous.json()).toMatchObject({ code: 'unauthenticated' });
  });
});

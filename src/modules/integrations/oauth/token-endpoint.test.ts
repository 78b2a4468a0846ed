import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Secret } from '../../../common/crypto/index.js';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import { type Handler, HostileServer, saying } from '../providers/contract/hostile-server.js';
import { TestEgress } from '../providers/contract/test-egress.js';
import type { OAuth2Auth } from '../providers/provider-auth.js';
import { ProviderUnreachable } from '../providers/provider-session.js';
import { TokenEndpoints } from './token-endpoint.client.js';
import { GrantRefused } from './token-answer.js';

const REDIRECT = 'https://api.example.com/api/v1/integrations/acme/oauth/callback';
const CODE = new Secret('planted-code');
const OLD = new Secret('planted-refresh');
const GOOD = { access_token: 'planted-access', token_type: 'Bearer', expires_in: 3_600 };

const egress = new TestEgress();
const endpoints = new TokenEndpoints(egress);
let server: HostileServer;
let seen: { readonly request: IncomingMessage; readonly body: string };

beforeAll(async () => {
  server = await HostileServer.start();
});
afterAll(async () => {
  await server.stop();
  await egress.onApplicationShutdown();
});

function way(change: Partial<OAuth2Auth> = {}): OAuth2Auth {
  return {
    mode: 'oauth2',
    fields: [],
    client: { id: 'client-1', secret: new Secret('planted-s_cret') },
    authorizeUrl: 'https://acme.example.com/authorize',
    scopes: [],
    scopeSeparator: ' ',
    usesPkce: true,
    tokenUrl: `${server.url}/{shop}/token`,
    revokeUrl: `${server.url}/{shop}/revoke`,
    clientAuth: 'basic',
    tokenRequest: 'form',
    ...change,
  };
}

const definition: ProviderDefinition = {
  id: 'acme',
  name: 'Acme',
  description: 'x',
  icon: 'x',
  category: 'shop',
  required: false,
  setupOrder: 1,
  docsUrl: null,
  auth: [{ mode: 'declared', fields: [] }],
  probes: [],
  metadata: { schema: z.object({}) },
};

function answer(status: number, body: unknown, headers: Record<string, string> = {}): void {
  handle(saying(status, typeof body === 'string' ? body : JSON.stringify(body), headers));
}

function handle(handler: Handler): void {
  server.handle = async (request, response) => {
    if (request.complete || request.method === 'POST') {
      const chunks = await text(request);
      seen = { request, body: chunks };
    }
    await handler(request, response);
  };
}

const inputs = { shop: 'ada.example.com' };
const exchange = (change?: Partial<OAuth2Auth>) =>
  endpoints.exchange(definition, way(change), inputs, {
    code: CODE,
    verifier: new Secret('planted-verifier'),
    redirectUri: REDIRECT,
  });
const refresh = (change?: Partial<OAuth2Auth>) =>
  endpoints.refresh(definition, way(change), inputs, OLD);

describe('what a token endpoint is asked', () => {
  it('has the client in Basic, so that it is read alike by those who decode it and those who do not', async () => {
    answer(200, GOOD);
    await exchange();
    const basic = Buffer.from('client-1:planted-s_cret').toString('base64');
    expect(seen.request.headers).toMatchObject({
      authorization: `Basic ${basic}`,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
    });
    expect(seen.request.url).toBe('/ada.example.com/token');
    expect(Object.fromEntries(new URLSearchParams(seen.body))).toEqual({
      grant_type: 'authorization_code',
      code: 'planted-code',
      redirect_uri: REDIRECT,
      code_verifier: 'planted-verifier',
    });
  });

  it('encodes what would be read in two ways', async () => {
    answer(200, GOOD);
    await refresh({ client: { id: 'a:b', secret: new Secret('c d+e%f') } });
    const basic = Buffer.from('a%3Ab:c+d%2Be%25f').toString('base64');
    expect(seen.request.headers.authorization).toBe(`Basic ${basic}`);
  });

  it('has client and parameters in JSON where the provider takes that', async () => {
    answer(200, GOOD);
    await exchange({
      tokenRequest: 'json',
      clientAuth: 'body',
      tokenParameters: { expiring: '1' },
    });
    expect(seen.request.headers['content-type']).toBe('application/json');
    expect(JSON.parse(seen.body)).toMatchObject({
      client_id: 'client-1',
      client_secret: 'planted-s_cret',
      code: 'planted-code',
      expiring: '1',
    });
    expect(seen.request.headers.authorization).toBeUndefined();
  });

  it('names a client that has no secret', async () => {
    answer(200, GOOD);
    await refresh({ clientAuth: 'none', client: { id: 'public' } });
    expect(Object.fromEntries(new URLSearchParams(seen.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'planted-refresh',
      client_id: 'public',
    });
  });

  it('keeps what the user filled in within one part of the address', async () => {
    answer(200, GOOD);
    const shop = 'x/../../evil?y#';
    await endpoints.refresh(definition, way(), { shop }, OLD);
    expect(seen.request.url).toBe('/x%2F..%2F..%2Fevil%3Fy%23/token');
  });

  it('revokes a token, and does not mind that it had ended', async () => {
    answer(200, '');
    await endpoints.revoke(definition, way(), inputs, OLD);
    expect(seen.request.url).toBe('/ada.example.com/revoke');
    expect(Object.fromEntries(new URLSearchParams(seen.body))).toEqual({
      token: 'planted-refresh',
      token_type_hint: 'refresh_token',
    });
  });

  it('is nothing without a client of the operator, or an address to revoke at', async () => {
    const before = server.asked;
    await expect(exchange({ client: undefined })).rejects.toThrow(ProviderUnreachable);
    const { revokeUrl: _none, ...without } = way();
    await endpoints.revoke(definition, without, inputs, OLD);
    expect(server.asked).toBe(before);
  });
});

describe('what a token endpoint answers', () => {
  it('becomes tokens with their times', async () => {
    answer(200, { ...GOOD, refresh_token: 'planted-next', refresh_token_expires_in: 7_776_000 });
    const tokens = await exchange();
    expect(tokens.accessToken.reveal()).toBe('planted-access');
    expect(tokens.refreshToken?.reveal()).toBe('planted-next');
    expect(tokens).toMatchObject({ expiresInSeconds: 3_600, refreshExpiresInSeconds: 7_776_000 });
  });

  it('is completed by what the provider is known to leave out', async () => {
    answer(200, { access_token: 'planted-access', scope: ['a', 'b'], refresh_token: null });
    const tokens = await exchange({ tokenRepairs: { token_type: 'bearer' } });
    expect(Object.keys(tokens)).toEqual(['accessToken']);
  });

  it.each([
    ['a text', '3600', 3_600],
    ['a fraction', 59.9, 59],
    ['more than a life', 1e300, 315_360_000],
    ['nothing', 0, undefined],
    ['less than nothing', -1, undefined],
    ['a word', 'soon', undefined],
    ['a list', [3600], undefined],
    ['null', null, undefined],
  ])('reads a time that is %s', async (_what, expires_in, seconds) => {
    answer(200, { ...GOOD, expires_in });
    expect((await exchange()).expiresInSeconds).toBe(seconds);
  });

  it.each([
    ['no token', { token_type: 'bearer' }],
    ['an empty token', { ...GOOD, access_token: '' }],
    ['a token that would end a header', { ...GOOD, access_token: 'a\r\nx-evil: 1' }],
    ['a token with a NUL', { ...GOOD, access_token: 'a\u0000b' }],
    ['a token that is no ASCII', { ...GOOD, access_token: 'tökén' }],
    ['a token of the wrong type', { ...GOOD, access_token: { toString: 1 } }],
    ['a refresh token of the wrong type', { ...GOOD, refresh_token: ['x'] }],
    ['a refresh token with a line break', { ...GOOD, refresh_token: 'x\n' }],
    ['an endless token', { ...GOOD, access_token: 'x'.repeat(9_000) }],
    ['a kind of token that is not known', { ...GOOD, token_type: 'mac' }],
    ['no kind of token', { access_token: 'x' }],
    ['a list', [GOOD]],
    ['a page', '<html>Welcome</html>'],
    ['nothing', ''],
    ['depths', `{"access_token":"x","token_type":"bearer","x":${'['.repeat(5_000)}`],
    ['more than is read', JSON.stringify({ ...GOOD, padding: 'x'.repeat(100_000) })],
  ])('is unreadable with %s, and is not quoted', async (_what, body) => {
    answer(200, body);
    const failure = await exchange().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProviderUnreachable);
    expect(String(failure)).not.toMatch(/planted|evil|Welcome/);
  });

  it.each([
    [400, { error: 'invalid_grant', error_description: 'planted' }],
    [401, { error: 'invalid_grant' }],
  ])('ends the permission with %s %j', async (status, body) => {
    answer(status, body);
    const failure = await refresh().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GrantRefused);
    expect(String(failure)).not.toContain('planted');
  });

  it('ends the permission by what the provider says instead', async () => {
    answer(401, { code: 283, message: 'The authorization grant is invalid' });
    const refusals = { at: 'code', codes: [283] };
    await expect(refresh({ refusals })).rejects.toThrow(GrantRefused);
    await expect(refresh()).rejects.toThrow(ProviderUnreachable);
  });

  it('refuses a code in more ways than a renewal, which may be asked for again', async () => {
    answer(400, { error: 'invalid_request' });
    await expect(exchange()).rejects.toThrow(GrantRefused);
    await expect(refresh()).rejects.toThrow(ProviderUnreachable);
  });

  it.each([
    [429, { error: 'slow_down' }],
    [500, { error: 'invalid_grant' }],
    [503, 'out of order'],
    [408, ''],
    [400, '<html>'],
    [404, {}],
    [401, { error: 'invalid_client' }],
    [403, { error: 'unauthorized_client' }],
  ])('ends nothing with %s %j', async (status, body) => {
    answer(status, body, { 'www-authenticate': 'Basic realm="acme"' });
    await expect(refresh()).rejects.toThrow(ProviderUnreachable);
  });

  it('tells the user that the server’s client is at fault, and not they', async () => {
    answer(401, { error: 'invalid_client' });
    await expect(exchange()).rejects.toThrow('ask its operator');
  });

  it('is followed nowhere', async () => {
    const other = await HostileServer.start();
    for (const status of [301, 302, 303, 307, 308]) {
      answer(status, '', { location: other.url });
      await expect(refresh()).rejects.toThrow(ProviderUnreachable);
    }
    await other.stop();
    expect(other.asked).toBe(0);
  });

  it('is waited for only so long', async () => {
    handle(() => undefined);
    egress.timeoutMs = 300;
    await expect(refresh()).rejects.toThrow(ProviderUnreachable);
    egress.timeoutMs = undefined;
    handle((request) => void request.socket.destroy());
    await expect(refresh()).rejects.toThrow(ProviderUnreachable);
  });
});

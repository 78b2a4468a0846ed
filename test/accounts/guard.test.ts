import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AccountsServer, startAccounts } from './accounts-server.js';
import { call, signIn } from './client.js';

let server: AccountsServer;
beforeAll(async () => {
  server = await startAccounts();
});
afterAll(() => server.stop());

describe('every route', () => {
  it.each([
    'GET /me',
    'PATCH /me',
    'GET /me/payout-wallets',
    'PUT /me/payout-wallets/eip155:8453',
    'DELETE /me/payout-wallets/eip155:8453',
    'POST /api-keys',
    'GET /api-keys',
    'DELETE /api-keys/3f0d1c6e-5f3a-4c1b-9a57-2f8f2f6b9a10',
    'GET /probe/read',
    'GET /probe/unmarked',
  ])('is closed to strangers: %s', async (route) => {
    const answer = await call(server, route);
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="coinslot"');
  });

  it('is open where it says so, even with credentials that are no good', async () => {
    expect((await call(server, 'GET /probe/open')).status).toBe(200);
    expect((await call(server, 'GET /probe/open', { token: 'no good' })).status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['no token', { authorization: 'Bearer' }],
    ['a token of nobody', { authorization: 'Bearer nobody' }],
    ['an empty key', { 'x-api-key': '' }],
  ])('is closed to %s', async (_name, headers) => {
    const answer = await call(server, 'GET /probe/read', { headers });
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('is closed to two credentials at once, were both good', async () => {
    const { accessToken: token } = await signIn(server);
    const answer = await call(server, 'GET /probe/read', {
      token,
      headers: { 'x-api-key': token },
    });
    expect(answer.status).toBe(401);
  });
});

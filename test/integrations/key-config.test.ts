import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generatePrivateKey } from 'viem/accounts';
import { document } from '../../src/modules/execution/llm/contract/wire.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { answering } from '../e2e/claude.js';
import { openShop, type Shop } from '../e2e/shop.js';

const PATH = '/integrations/claude/config';
const KEY = 'sk-ant-planted-1234';

interface KeyConfig {
  readonly hasApiKey: boolean;
  readonly isEnabled: boolean;
  readonly status: string;
  readonly keyHint: string | null;
}

/** How many keys were taken, and how many were too many. */
function statusesOf(answers: readonly Response[]) {
  const statuses = answers.map(({ status }) => status);
  return {
    ok: statuses.filter((status) => status === 200).length,
    refused: statuses.filter((status) => status === 429).length,
  };
}

describe('a creator’s key', () => {
  let shop: Shop;
  let creator: ApiClient;

  beforeAll(async () => {
    shop = await openShop({ TRUST_PROXY: 'true' });
  });
  beforeEach(async () => {
    creator = await ApiClient.signIn(shop.origin, generatePrivateKey());
    shop.claude.requests.length = 0;
  });
  afterEach(() => shop.claude.answer(answering('unused')));
  afterAll(() => shop.stop());

  const read = () => creator.send<KeyConfig>('GET', PATH);
  const save = (body: object) => creator.send<KeyConfig>('PUT', PATH, body);

  const put = (token: string, provider: string, apiKey: string, address: string) =>
    fetch(`${shop.origin}/integrations/${provider}/config`, {
      method: 'PUT',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'x-forwarded-for': address,
      },
      body: JSON.stringify({ apiKey }),
    });
  const tokenOf = async () => {
    const session = await ApiClient.signIn(shop.origin, generatePrivateKey());
    const { key } = await session.send<{ key: string }>('POST', '/api-keys', {
      name: 'CI',
      scopes: ['read', 'publish'],
    });
    return key;
  };

  it('is missing at first', async () => {
    expect(await read()).toEqual({
      hasApiKey: false,
      isEnabled: false,
      status: 'missing',
      lastVerifiedAt: null,
      keyHint: null,
    });
  });

  it('is checked with the provider, stored and told by its last four characters only', async () => {
    expect(await save({ apiKey: KEY })).toMatchObject({
      success: true,
      hasApiKey: true,
      isEnabled: true,
      status: 'valid',
      keyHint: '1234',
    });
    expect(await read()).toMatchObject({ status: 'valid', keyHint: '1234' });
    const [asked] = shop.claude.requests;
    expect(asked?.url).toBe('/v1/models?limit=1');
    expect(JSON.stringify(asked?.headers)).toContain(KEY);
  });

  it('that the provider refuses is refused by field, and the old one stays', async () => {
    await save({ apiKey: KEY });
    shop.claude.answer(() =>
      document({ type: 'error', error: { type: 'authentication_error', message: 'no' } }, 401),
    );
    await expect(save({ apiKey: 'sk-ant-planted-bad-9999' })).rejects.toThrow(
      /422.*key_refused.*apiKey/s,
    );
    expect(await read()).toMatchObject({ status: 'valid', keyHint: '1234' });
  });

  it('is stored unverified while the provider cannot be asked', async () => {
    shop.claude.answer(() => document({}, 503));
    expect(await save({ apiKey: KEY })).toMatchObject({
      hasApiKey: true,
      isEnabled: true,
      status: 'unverified',
    });
  });

  it('can be switched off and on, but not before there is one', async () => {
    await expect(save({ isEnabled: true })).rejects.toThrow(/409.*no_key/s);
    await save({ apiKey: KEY });
    expect(await save({ isEnabled: false })).toMatchObject({
      isEnabled: false,
      status: 'disabled',
    });
    expect(await save({ isEnabled: true })).toMatchObject({ isEnabled: true, status: 'valid' });
  });

  it('is removed for good, and removing it again changes nothing', async () => {
    await save({ apiKey: KEY });
    await creator.send('DELETE', PATH);
    await creator.send('DELETE', PATH);
    expect(await read()).toMatchObject({ hasApiKey: false, status: 'missing' });
    const { id } = await creator.send<{ id: string }>('GET', '/me');
    expect(await shop.owner.query(`SELECT 1 FROM credentials WHERE user_id = $1`, [id])).toEqual(
      [],
    );
  });

  it('saved twice at once leaves one', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, n) => save({ apiKey: `${KEY}-${n}` })));
    const { id } = await creator.send<{ id: string }>('GET', '/me');
    const rows = await shop.owner.query(
      `SELECT c.id FROM connections c JOIN credentials s ON s.connection_id = c.id WHERE c.user_id = $1`,
      [id],
    );
    expect(rows).toHaveLength(1);
    expect((await read()).status).toBe('valid');
  });

  it.each([
    [{}, 'apiKey'],
    [{ apiKey: 'short' }, 'apiKey'],
    [{ apiKey: 'with a blank inside' }, 'apiKey'],
    [{ apiKey: null }, 'apiKey'],
    [{ apiKey: 5 }, 'apiKey'],
    [{ isEnabled: 'yes' }, 'isEnabled'],
    [{ apikey: KEY }, 'apikey'],
  ])('sent as %j is refused, naming %s', async (body, field) => {
    await expect(save(body)).rejects.toThrow(new RegExp(`422.*"field":"${field}"`, 's'));
  });

  it('of a provider nobody knows is a 404 that names what exists', async () => {
    await expect(creator.send('GET', '/integrations/clod/config')).rejects.toThrow(
      /404.*claude, openrouter/s,
    );
  });

  describe('beyond what is checked in a while', () => {
    it('is refused before the provider is asked, for an account, whatever the address', async () => {
      const token = await tokenOf();
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          put(token, n % 2 === 0 ? 'claude' : 'openrouter', `${KEY}-${n}`, `192.0.2.${n}`),
        ),
      );
      expect(statusesOf(answers)).toEqual({ ok: 20, refused: 10 });
      const refused = answers.find(({ status }) => status === 429);
      expect(await refused?.json()).toMatchObject({ code: 'too_many_requests', retryable: true });
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(shop.claude.requests).toHaveLength(20);
    });

    it('stores nothing, and leaves what is stored and its switch alone', async () => {
      for (let n = 0; n < 20; n += 1) await save({ apiKey: KEY });
      await expect(save({ apiKey: `${KEY}-9999` })).rejects.toThrow('429');
      expect(await read()).toMatchObject({ keyHint: '1234' });
      expect(await save({ isEnabled: false })).toMatchObject({ status: 'disabled' });
    });

    it('is refused for an address, whatever the account', async () => {
      const answers: Response[] = [];
      for (let account = 0; account < 6; account += 1) {
        const token = await tokenOf();
        const keys = Array.from({ length: 20 }, (_, n) => `${KEY}-${account}-${n}`);
        const more = keys.map((key) => put(token, 'claude', key, '2001:db8::1'));
        answers.push(...(await Promise.all(more)));
      }
      expect(statusesOf(answers)).toEqual({ ok: 100, refused: 20 });
      expect(shop.claude.requests).toHaveLength(100);
    });
  });

  it('works for OpenRouter alike', async () => {
    shop.claude.answer(({ url, headers }) =>
      url === '/api/v1/key' && headers.authorization === `Bearer ${KEY}`
        ? document({ data: { label: 'k', usage: 0, limit: null, is_management_key: false } })
        : document({ error: { code: 401, message: 'no' } }, 401),
    );
    const config = await creator.send<KeyConfig>('PUT', '/integrations/openrouter/config', {
      apiKey: KEY,
    });
    expect(config).toMatchObject({ status: 'valid' });
    expect((await read()).status).toBe('missing');
  });
});

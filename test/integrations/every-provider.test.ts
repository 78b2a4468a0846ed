import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ProviderServer, type StandInName } from '../../src/sandbox/providers/provider-server.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { ConnectingUser, NOTHING, TIME } from './connecting-user.js';
import { plantedKeys, standInSettings } from './planted-keys.js';

/** One provider as a user goes through it. */
interface Journey {
  readonly standIn: StandInName;
  /** What the user fills in beside the key. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** In the provider's absence, and when it refuses the key. */
  readonly outage: string;
  readonly refusal: string;
}

const journeys: Readonly<Record<string, Journey>> = {
  klaviyo: {
    standIn: 'klaviyo',
    metadata: { access: 'full', organizationName: 'Ada’s Prints', currency: 'EUR' },
    outage: 'Klaviyo cannot answer at the moment',
    refusal: 'Klaviyo does not accept this key',
  },
  resend: {
    standIn: 'resend',
    inputs: { fromEmail: 'orders@example.com' },
    metadata: { access: 'full', fromEmail: 'orders@example.com', domainVerified: true },
    outage: 'Resend cannot answer at the moment',
    refusal: 'Resend does not accept this key',
  },
  dynamic_mockups: {
    standIn: 'dynamicMockups',
    metadata: { mockups: 3, plan: null, credits: null },
    outage: 'Dynamic Mockups cannot answer at the moment',
    refusal: 'Dynamic Mockups does not accept this key',
  },
  anthropic: {
    standIn: 'anthropic',
    metadata: {
      capabilities: { models: true, account: true },
      organizationName: 'Ada’s Organization',
    },
    outage: 'Anthropic cannot answer at the moment',
    refusal: 'Anthropic does not accept this key',
  },
  openrouter_management: {
    standIn: 'openrouter',
    metadata: { label: expect.stringMatching(/^sk-or-ma\.\.\./), expiresAt: null },
    outage: 'OpenRouter account cannot answer at the moment',
    refusal: 'OpenRouter does not accept this key',
  },
  claude: {
    standIn: 'anthropic',
    metadata: {},
    outage: 'The provider could not be asked whether it accepts the key',
    refusal: 'The provider does not accept the API key',
  },
  openrouter: {
    standIn: 'openrouter',
    metadata: {},
    outage: 'The provider could not be asked whether it accepts the key',
    refusal: 'The provider does not accept the API key',
  },
};

let services: ProviderServer;
let shop: Shop;
let ada: ConnectingUser;

beforeAll(async () => {
  services = await ProviderServer.start();
  shop = await openShop(standInSettings(services));
});
beforeEach(async () => {
  services.down.clear();
  // All tests have one address.
  await shop.owner.query(`DELETE FROM rate_limits`);
  ada = await ConnectingUser.signIn(shop);
});
afterAll(async () => {
  await shop.stop();
  await services.stop();
});

/** How many rows the user has where secrets and connections are. */
async function rows(): Promise<{ secrets: number; connections: number }> {
  const [found] = await shop.owner.query<{ secrets: number; connections: number }[]>(
    `SELECT (SELECT count(*)::int FROM credentials WHERE user_id = $1) AS secrets,
            (SELECT count(*)::int FROM connections WHERE user_id = $1) AS connections`,
    [ada.id],
  );
  return found ?? { secrets: -1, connections: -1 };
}

describe.each(Object.entries(journeys))('%s', (provider, { inputs, ...expected }) => {
  const key = () => plantedKeys[provider]?.key() ?? randomUUID();

  it('is connected, tested, out of order, refused, connected again in its place and ended', async () => {
    const first = key();
    expect(await ada.standing(provider)).toEqual(NOTHING);
    const connected = await ada.connect(provider, { apiKey: first, ...inputs });
    const metadata = expect.objectContaining(expected.metadata);
    expect(connected).toEqual({ ...NOTHING, status: 'connected', metadata, connectedAt: TIME });
    expect(await ada.test(provider)).toEqual({
      result: 'valid',
      reason: null,
      connection: connected,
    });

    services.down.add(expected.standIn);
    expect(await ada.test(provider)).toEqual({
      result: 'unreachable',
      reason: expected.outage,
      connection: { ...connected, lastError: expected.outage, lastErrorAt: TIME },
    });
    services.down.clear();
    expect(await ada.test(provider)).toMatchObject({ result: 'valid', connection: connected });

    services.revoked.add(first);
    const broken = {
      ...connected,
      status: 'error',
      lastError: expected.refusal,
      lastErrorAt: TIME,
    };
    for (const _again of [1, 2]) {
      expect(await ada.test(provider)).toEqual({
        result: 'invalid',
        reason: expected.refusal,
        connection: broken,
      });
    }

    const anew = await ada.connect(provider, { apiKey: key(), ...inputs });
    expect(anew).toEqual({ ...NOTHING, status: 'connected', metadata, connectedAt: TIME });
    expect(Date.parse(String(anew['connectedAt']))).toBeGreaterThan(
      Date.parse(String(connected['connectedAt'])),
    );
    expect(await rows()).toEqual({ secrets: 1, connections: 1 });

    const ended = { ...NOTHING, disconnectedAt: TIME };
    expect(await ada.disconnect(provider)).toEqual(ended);
    expect(await ada.disconnect(provider)).toEqual(ended);
    expect(await rows()).toEqual({ secrets: 0, connections: 1 });
    expect(await ada.events()).toEqual([
      { type: 'connection.connected', data: { provider } },
      { type: 'connection.error', data: { provider, reason: expected.refusal } },
      { type: 'connection.connected', data: { provider } },
      { type: 'connection.disconnected', data: { provider } },
    ]);
  });
});

describe('sky_pilot', () => {
  it('is connected on the user’s word, is asked nothing, and ended', async () => {
    const connected = await ada.connect('sky_pilot', { installed: true });
    const metadata = { installed: true, verification: 'self_declared', declaredAt: TIME };
    expect(connected).toEqual({ ...NOTHING, status: 'connected', metadata, connectedAt: TIME });
    expect(await ada.test('sky_pilot')).toEqual({
      result: 'declared',
      reason: null,
      connection: connected,
    });
    expect(await ada.disconnect('sky_pilot')).toEqual({ ...NOTHING, disconnectedAt: TIME });
    expect(await rows()).toEqual({ secrets: 0, connections: 1 });
    expect(await ada.events()).toEqual(
      ['connected', 'disconnected'].map((what) => ({
        type: `connection.${what}`,
        data: { provider: 'sky_pilot' },
      })),
    );
  });
});

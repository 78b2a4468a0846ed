import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader } from '@x402/core/http';
import {
  extractDiscoveryInfo,
  sanitizeResourceServiceMetadata,
  validateDiscoveryExtension,
  validateDiscoveryExtensionSpec,
} from '@x402/extensions/bazaar';
import { parseConfig } from '../../src/common/config/index.js';
import { HttpFacilitator } from '../../src/modules/payments/facilitator/http-facilitator.client.js';
import { signRequest } from '../../src/modules/payments/facilitator/request-signer.js';
import { FacilitatorStandIn } from '../payments/facilitator-stand-in.js';
import { ecKey, ed25519Key, PlatformGate } from '../payments/platform-tokens.js';
import { testServers } from '../setup/servers.js';
import { Buyer, send } from './buyer.js';
import { type Listing, openShop, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };
const key = ed25519Key();

interface IndexReport {
  readonly index: string;
  readonly status: string;
  readonly reason: string | null;
  readonly toldAt: string;
}

const telling = (bazaar: unknown) => ({
  'extension-responses': Buffer.from(JSON.stringify({ bazaar })).toString('base64'),
});

async function challengeOf(listing: Listing) {
  const { headers } = await fetch(listing.url, { method: 'POST' });
  return decodePaymentRequiredHeader(headers.get('payment-required') ?? '');
}

/** What the owner is shown, once it says something else than `before`. */
async function reportsAfter(listing: Listing, before: readonly IndexReport[]) {
  for (;;) {
    const { indexes } = await listing.creator.send<{ indexes: IndexReport[] }>(
      'GET',
      `/resources/mine/${listing.id}`,
    );
    if (JSON.stringify(indexes) !== JSON.stringify(before)) return indexes;
  }
}

/** An input with as long a text as there can be. */
const named = (at: number) => ({
  name: `input_${at}`,
  description: '💰'.repeat(500),
  maxLength: 9,
});

describe('what is sold through a facilitator with an index', () => {
  let facilitator: FacilitatorStandIn;
  let gate: PlatformGate;
  let shop: Shop;
  let buyer: Buyer;

  beforeAll(async () => {
    facilitator = await FacilitatorStandIn.start(testServers().chain.rpcUrl);
    gate = new PlatformGate(key);
    facilitator.admits = gate.admits;
    shop = await openShop({
      FACILITATOR_PRIVATE_KEY: '',
      FACILITATOR_URL: facilitator.url,
      FACILITATOR_KEY_ID: key.id,
      FACILITATOR_KEY_SECRET: key.secret,
      FACILITATOR_KEY_ORIGIN: facilitator.url,
    });
    buyer = await Buyer.with(shop.chain, 10_000_000n);
  });
  afterAll(async () => {
    await shop.stop();
    await facilitator.goDown();
  });
  beforeEach(() => {
    facilitator.headers = {};
    facilitator.questions.length = 0;
  });

  const FILE = { content: '# Cake', mimeType: 'text/markdown' };
  const API = { url: 'https://api.example.com/v1', methods: ['GET'] };
  it.each([
    ['a prompt', {}, { method: 'POST', body: { topic: 'some topic' } }],
    ['a file', { type: 'static', config: FILE }, { method: 'GET' }],
    ['an API', { type: 'proxy', config: API }, { method: 'GET' }],
  ])('is declared in every challenge as indexes want it: %s', async (_, changes, input) => {
    const listing = await shop.publish({ ...changes, name: 'Ein Gedicht für 💰' });
    const { resource, extensions = {} } = await challengeOf(listing);
    const bazaar = extensions['bazaar'] as Parameters<typeof validateDiscoveryExtension>[0];
    expect(validateDiscoveryExtension(bazaar)).toEqual({ valid: true });
    expect(validateDiscoveryExtensionSpec(bazaar as never)).toEqual({ valid: true });
    expect(bazaar.info.input).toMatchObject(input);
    expect(Buffer.byteLength(JSON.stringify(bazaar))).toBeLessThanOrEqual(3_000);
    expect(resource).toMatchObject({ description: 'Three lines', tags: ['writing'] });
    expect(sanitizeResourceServiceMetadata(resource)).toEqual({
      serviceName: 'Ein Gedicht fur',
      tags: ['writing'],
    });
  });

  it('is bought by a stock client that sends the declaration back, and reaches the index', async () => {
    const listing = await shop.publish();
    expect((await buyer.buy(listing.url, INPUT)).status).toBe(200);
    const required = await challengeOf(listing);
    for (const { paymentPayload, paymentRequirements } of facilitator.questions) {
      const found = extractDiscoveryInfo(paymentPayload, paymentRequirements);
      expect(found).toMatchObject({
        resourceUrl: required.resource.url,
        description: 'Three lines',
        serviceName: 'Haiku',
        method: 'POST',
      });
      expect(paymentPayload.extensions).toEqual({ bazaar: required.extensions?.['bazaar'] });
      expect(JSON.stringify(paymentPayload)).not.toContain('retryKey');
    }
    expect(facilitator.questions).toHaveLength(2);
  });

  it('is bought with the largest declaration and description there can be', async () => {
    const parameters = Array.from({ length: 20 }, (_, at) => ({ ...named(at), required: true }));
    const systemPrompt = parameters.map(({ name }) => `{{${name}}}`).join(' ');
    const listing = await shop.publish({
      description: '💰'.repeat(2_000),
      config: { systemPrompt, parameters, model: 'claude:claude-haiku-5-5', maxTokens: 50 },
    });
    const input = Object.fromEntries(parameters.map(({ name }) => [name, 'x']));
    expect((await buyer.buy(listing.url, input)).status).toBe(200);
  });

  it('is listed as the server declares it, whatever a buyer sends back', async () => {
    const listing = await shop.publish();
    const payment = await buyer.sign(listing.url, INPUT);
    const { resource, extensions } = await challengeOf(listing);
    const forged = {
      ...payment,
      resource: { url: 'https://thief.example/', description: 'planted', tags: ['planted'] },
      extensions: { bazaar: { info: { planted: true }, schema: {} }, planted: true },
    };
    expect((await send(listing.url, forged, INPUT)).status).toBe(200);
    for (const { paymentPayload } of facilitator.questions) {
      expect(paymentPayload.resource).toEqual(resource);
      expect(paymentPayload.extensions).toEqual({ bazaar: extensions?.['bazaar'] });
    }
  });

  it('is told to its owner: that an index lists it, and why one does not', async () => {
    const listing = await shop.publish();
    const buy = async () => expect((await buyer.buy(listing.url, INPUT)).status).toBe(200);
    await buy();
    facilitator.headers = telling({ status: 'success' });
    await buy();
    const indexed = await reportsAfter(listing, []);
    const index = facilitator.url;
    expect(indexed).toMatchObject([{ index, status: 'indexed', reason: null }]);
    facilitator.headers = telling({ status: 'rejected', rejectedReason: 'not\nwanted' });
    await buy();
    const rejected = await reportsAfter(listing, indexed);
    expect(rejected).toMatchObject([{ index, status: 'rejected', reason: 'not wanted' }]);
    facilitator.headers = { 'extension-responses': 'nonsense' };
    await buy();
    facilitator.headers = telling({ status: 'success', rejectedReason: 'x'.repeat(9_000) });
    await buy();
    facilitator.headers = telling({ status: 'processing' });
    await buy();
    expect(await reportsAfter(listing, rejected)).toMatchObject([{ status: 'processing' }]);
  });

  it('is nobody else’s to see', async () => {
    facilitator.headers = telling({ status: 'success' });
    const listing = await shop.publish();
    await buyer.buy(listing.url, INPUT);
    await reportsAfter(listing, []);
    const { creator } = await shop.publish();
    await expect(creator.send('GET', `/resources/mine/${listing.id}`)).rejects.toThrow('404');
    const shown = await fetch(`${shop.origin}/api/v1/resources/${listing.id}`);
    expect(await shown.text()).not.toContain('indexed');
  });

  it('asks for each request with a token of its own', () => {
    const host = new URL(facilitator.url).host;
    expect(gate.refusals).toEqual([]);
    expect(new Set(gate.uris)).toEqual(
      new Set([`GET ${host}/supported`, `POST ${host}/verify`, `POST ${host}/settle`]),
    );
  });

  it('is not sold while the facilitator does not take the key, and nobody is charged', async () => {
    facilitator.admits = new PlatformGate(ed25519Key()).admits;
    const listing = await shop.publish();
    const before = await buyer.balance();
    const { status, body } = await buyer.buy(listing.url, INPUT);
    facilitator.admits = gate.admits;
    expect([status, body['payment']]).toEqual([503, 'not_charged']);
    expect(await buyer.balance()).toBe(before);
  });

  it.each([
    ['Ed25519', ed25519Key],
    ['EC', ecKey],
  ])('takes a key of the platform as it is given out: %s', async (_, make) => {
    const given = make();
    const { FACILITATOR_KEY_SECRET: secret } = parseConfig({
      ...shop.environment,
      FACILITATOR_KEY_ID: given.id,
      FACILITATOR_KEY_SECRET: given.secret,
    });
    const checks = new PlatformGate(given);
    facilitator.admits = checks.admits;
    const client = new HttpFacilitator({
      url: `${facilitator.url}?trace=1`,
      network: undefined,
      token: undefined,
      timeoutMs: 5_000,
      sign: (request) => signRequest({ id: given.id, ...secret! }, request, new Date()),
    });
    await client.supported();
    await client.supported();
    await client.close();
    facilitator.admits = gate.admits;
    expect([checks.refusals, checks.uris.length]).toEqual([[], 2]);
  });

  it('tells nobody the key', () => {
    expect(shop.log.join('')).not.toContain(key.secret);
    expect(shop.log.join('')).not.toContain('Bearer');
  });
});

describe('the key of a facilitator that wants requests signed', () => {
  const complete = {
    NODE_ENV: 'test',
    PUBLIC_URL: 'http://shop.example',
    DATABASE_URL: 'postgres://app@localhost/app',
    AUTH_SECRET: 'an-authentication-secret-for-tests-only',
    VAULT_KEYS: 'k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
    VAULT_ACTIVE_KEY: 'k1',
    RECEIPT_KEYS: 'r1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
    NETWORKS: 'eip155:84532',
    RPC_URLS: 'eip155:84532=http://localhost:1',
    FACILITATOR_URL: 'https://api.cdp.coinbase.com/platform/v2/x402',
    FACILITATOR_KEY_ID: key.id,
    FACILITATOR_KEY_SECRET: key.secret,
  };
  const other = ed25519Key().secret;
  const mixed = Buffer.concat([
    Buffer.from(key.secret, 'base64').subarray(0, 32),
    Buffer.from(other, 'base64').subarray(32),
  ]).toString('base64');

  it('is taken', () => {
    expect(parseConfig(complete).FACILITATOR_KEY_SECRET?.algorithm).toBe('EdDSA');
  });

  it.each([
    ['FACILITATOR_KEY_SECRET', { FACILITATOR_KEY_SECRET: '' }],
    ['FACILITATOR_KEY_ID', { FACILITATOR_KEY_ID: '' }],
    ['FACILITATOR_KEY_SECRET', { FACILITATOR_KEY_SECRET: 'c2hvcnQ=' }],
    ['FACILITATOR_KEY_SECRET', { FACILITATOR_KEY_SECRET: mixed }],
    ['FACILITATOR_KEY_SECRET', { FACILITATOR_KEY_SECRET: '-----BEGIN EC PRIVATE KEY-----' }],
    ['FACILITATOR_KEY_ORIGIN', { FACILITATOR_URL: 'https://other.example' }],
    ['FACILITATOR_TOKEN', { FACILITATOR_TOKEN: 'token' }],
  ])('is refused with the name of %s, and never shown: %j', (name, changes) => {
    const given = { ...complete, ...changes };
    expect(() => parseConfig(given)).toThrow(name);
    expect(() => parseConfig(given)).not.toThrow(key.secret);
  });
});

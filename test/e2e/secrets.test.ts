import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { document } from '../../src/modules/execution/llm/contract/wire.js';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { Buyer, post, send } from './buyer.js';
import { answering, claudeGiving } from './claude.js';
import { type EveryType, openEveryType, type Sold } from './every-type.js';
import { CREATOR_KEY, type Listing, type Shop } from './shop.js';

/** Remembers the text of every unpaid answer that `fetch` brings, headers included. */
function recordAnswers(): { readonly answers: string[]; stop(): void } {
  const answers: string[] = [];
  const real = globalThis.fetch;
  globalThis.fetch = async (...call) => {
    const response = await real(...call);
    // Who has paid may see what was sold.
    if (response.status === 200 && response.headers.has('payment-response')) return response;
    const headers = JSON.stringify([...response.headers]);
    answers.push(`${response.status} ${headers} ${await response.clone().text()}`);
    return response;
  };
  return { answers, stop: () => void (globalThis.fetch = real) };
}

describe('secrets', () => {
  let everything: EveryType;
  let shop: Shop;
  let strangers: string[];

  beforeAll(async () => {
    everything = await openEveryType();
    ({ shop } = everything);
    const stranger = await shop.publish();
    const recorded = recordAnswers();
    for (const sold of everything.sold) await buyWellAndBadly(everything, sold, stranger);
    await lookAround(shop, stranger);
    recorded.stop();
    strangers = recorded.answers;
  });
  afterAll(async () => {
    await everything.stop();
    await shop.stop();
  });

  it('are really in use: the provider was sent the key and the prompt', () => {
    const sent = JSON.stringify(shop.claude.requests.map(({ headers, body }) => [headers, body]));
    expect(sent).toContain(CREATOR_KEY);
    for (const secret of ['planted-system-prompt', 'planted-own-key', 'sk-or-planted']) {
      expect(sent).toContain(secret);
    }
    const [asked] = everything.endpoint.seen;
    expect(asked).toMatchObject({
      url: '/planted-path?planted=query',
      headers: { 'x-planted': 'planted-header' },
    });
    expect(strangers.length).toBeGreaterThan(100);
    expect(shop.log.length).toBeGreaterThan(20);
  });

  it('stand in no answer that others than the owner get', async () => {
    const forbidden = await forbiddenWords(everything);
    expect(strangers.filter((text) => forbidden.some((word) => text.includes(word)))).toEqual([]);
  });

  it('stand in no line of the log, whatever went wrong', async () => {
    const forbidden = [...(await forbiddenWords(everything)), 'A haiku about coins'];
    expect(shop.log.filter((line) => forbidden.some((word) => line.includes(word)))).toEqual([]);
  });

  it('stand in no plain column of the database', async () => {
    const rows = await shop.owner.query(`SELECT c::text AS row FROM credentials c`);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(CREATOR_KEY);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(CREATOR_KEY).toString('hex'));
  });
});

/** Key, prompt, ciphertext in its usual spellings, upstream address. */
async function forbiddenWords({ shop, endpoint }: EveryType): Promise<string[]> {
  const { owner, claude, environment } = shop;
  const rows: { ciphertext: Buffer; wrapped_key: Buffer }[] = await owner.query(
    `SELECT ciphertext, wrapped_key FROM credentials`,
  );
  const sealed = rows.flatMap(({ ciphertext, wrapped_key }) =>
    [ciphertext, wrapped_key].flatMap((bytes) => [bytes.toString('hex'), bytes.toString('base64')]),
  );
  const configured = [
    'AUTH_SECRET',
    'VAULT_KEYS',
    'RECEIPT_KEYS',
    'FACILITATOR_PRIVATE_KEY',
    'DATABASE_URL',
  ];
  const settings = configured.map((name) => environment[name] ?? '');
  return [
    'planted',
    endpoint.host,
    claude.url,
    claude.url.replace('http://', ''),
    ...sealed,
    ...settings,
  ];
}

/** Calls of one resource that are good, refused and failing, and what others may ask about it. */
async function buyWellAndBadly(
  { shop, endpoint }: EveryType,
  { type, listing, input }: Sold,
  stranger: Listing,
): Promise<void> {
  const { origin, claude } = shop;
  const buyer = await Buyer.with(shop.chain);
  const payment = type === 'external' ? undefined : await buyer.sign(listing.url);
  await fetch(listing.url, { redirect: 'manual' });
  for (const wrong of [{}, { topic: 1, message: 1 }, { other: 'x' }]) {
    await fetchManually(listing.url, 'garbage', wrong);
    if (type !== 'static' && type !== 'proxy') await fetchManually(listing.url, payment, wrong);
  }
  for (const [status, error] of [
    [500, 'api_error'],
    [400, 'invalid_request_error'],
    [529, 'overloaded_error'],
  ] as const) {
    const said = { type: 'error', error: { type: error, code: status, message: 'planted-words' } };
    claude.answer(claudeGiving(document(said, status)));
    endpoint.answer((response) => response.writeHead(status).end('planted words'));
    if (type !== 'static') await fetchManually(listing.url, payment, input);
  }
  claude.answer(answering('A haiku about coins'));
  endpoint.answer((response) => response.end('{"planted":"forecast"}'));
  if (payment) await send(listing.url, payment, input);
  if (payment) await send(listing.url, payment, { topic: 'other' });
  await askAbout(origin, listing, stranger);
}

function fetchManually(url: string, payment: PaymentPayload | string | undefined, input: object) {
  const header = typeof payment === 'object' ? encodePaymentSignatureHeader(payment) : payment;
  const { headers, ...call } = post(input);
  const signed = { ...headers, ...(header !== undefined && { 'payment-signature': header }) };
  return fetch(url, { ...call, headers: signed, redirect: 'manual' });
}

/** Everything that a stranger can ask about a resource, with an account, a wrong key and neither. */
async function askAbout(origin: string, { id, url }: Listing, { creator }: Listing): Promise<void> {
  const paths = [
    `/resources/${id}`,
    `/resources/mine/${id}`,
    `/resources/${id}/usage`,
    `/resources/${id}/usage.csv`,
    `/resources/${id}/standing`,
    `/resources/${id}/secret`,
  ];
  for (const path of paths) {
    for (const key of ['', 'coin_abcdefgh_planted-not']) {
      await fetch(`${origin}/api/v1${path}`, { headers: { 'x-api-key': key } });
    }
    await creator.send('GET', path).catch(() => undefined);
  }
  await creator.send('POST', `/resources/${id}/test`, { input: {} }).catch(() => undefined);
  await creator.send('PATCH', `/resources/${id}`, { name: 'Mine' }).catch(() => undefined);
  await creator.send('POST', '/resources/verify', { url });
  await fetch(`${origin}/api/v1/execute`, post({ resourceId: id, input: {} }));
}

/** What everybody may read, and what people get who make mistakes. */
async function lookAround({ origin }: Shop, { creator }: Listing): Promise<void> {
  for (const path of ['/resources', '/resources?q=planted', '/models', '/resources/mine', '/me']) {
    await creator.send('GET', path);
    await fetch(`${origin}/api/v1${path}`);
  }
  await creator.send('GET', '/integrations/claude/config');
  for (const path of [
    '/docs',
    '/docs-json',
    '/openapi.json',
    '/api/v1/openapi.json',
    '/health/ready',
    '/health/live',
    '/api/v1/nowhere',
    '/@nobody/nothing',
  ]) {
    await fetch(`${origin}${path}`);
  }
  await fetch(`${origin}/api/v1/auth/verify`, {
    method: 'POST',
    body: '{"message":',
    headers: { 'content-type': 'application/json' },
  });
}

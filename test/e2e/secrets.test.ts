import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { document } from '../../src/modules/execution/llm/contract/wire.js';
import { Buyer, send } from './buyer.js';
import { answering, claudeGiving } from './claude.js';
import { CREATOR_KEY, type Listing, openShop, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };

/** Remembers the text of every answer that `fetch` brings, headers included. */
function recordAnswers(): { readonly answers: string[]; stop(): void } {
  const answers: string[] = [];
  const real = globalThis.fetch;
  globalThis.fetch = async (...call) => {
    const response = await real(...call);
    const headers = JSON.stringify([...response.headers]);
    answers.push(`${response.status} ${headers} ${await response.clone().text()}`);
    return response;
  };
  return { answers, stop: () => void (globalThis.fetch = real) };
}

describe('secrets', () => {
  let shop: Shop;
  let listing: Listing;
  let strangers: string[];

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
    const stranger = await shop.publish();
    const recorded = recordAnswers();
    await useEverything(shop, listing, stranger);
    recorded.stop();
    strangers = recorded.answers;
  });
  afterAll(() => shop.stop());

  it('are really in use: the provider was sent the key and the prompt', () => {
    const sent = JSON.stringify(shop.claude.requests.map(({ headers, body }) => [headers, body]));
    expect(sent).toContain(CREATOR_KEY);
    expect(sent).toContain('planted-system-prompt');
    expect(strangers.length).toBeGreaterThan(20);
    expect(shop.log.length).toBeGreaterThan(20);
  });

  it('stand in no answer that others than the owner get', async () => {
    const forbidden = await forbiddenWords(shop);
    expect(strangers.filter((text) => forbidden.some((word) => text.includes(word)))).toEqual([]);
  });

  it('stand in no line of the log, whatever went wrong', async () => {
    const forbidden = [...(await forbiddenWords(shop)), 'A haiku about coins'];
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
async function forbiddenWords({ owner, claude, environment }: Shop): Promise<string[]> {
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
  return ['planted', claude.url, claude.url.replace('http://', ''), ...sealed, ...settings];
}

/** Good calls, refused ones and failing ones, as buyers, strangers and people who make mistakes. */
async function useEverything(shop: Shop, listing: Listing, stranger: Listing): Promise<void> {
  const { origin, claude } = shop;
  const buyer = await Buyer.with(shop.chain);
  await buyer.buy(listing.url, INPUT);
  const payment = await buyer.sign(listing.url);
  await send(listing.url, 'garbage', INPUT);
  await send(listing.url, payment, {});
  await send(listing.url, payment, { topic: 1 });
  for (const [status, type] of [
    [500, 'api_error'],
    [400, 'invalid_request_error'],
    [529, 'overloaded_error'],
  ] as const) {
    claude.answer(
      claudeGiving(document({ type: 'error', error: { type, message: 'planted-words' } }, status)),
    );
    await send(listing.url, payment, INPUT);
  }
  claude.answer(answering('A haiku about coins'));
  await send(listing.url, payment, INPUT);
  await send(listing.url, payment, { topic: 'other' });

  const { items } = await stranger.creator.send<{ items: { id: string }[] }>('GET', '/resources');
  for (const { id } of items) await stranger.creator.send('GET', `/resources/${id}`);
  await stranger.creator.send('GET', '/integrations/claude/config');
  for (const path of [
    `/resources/mine/${listing.id}`,
    `/resources/${listing.id}/test`,
    '/nowhere',
    '/me',
  ]) {
    await fetch(`${origin}/api/v1${path}`, {
      headers: { 'x-api-key': 'coin_abcdefgh_planted-not' },
    });
    await stranger.creator.send('GET', path).catch(() => undefined);
  }
  for (const path of [
    '/docs',
    '/docs-json',
    '/openapi.json',
    '/health/ready',
    '/health/live',
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

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader, encodePaymentSignatureHeader } from '@x402/core/http';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { Buyer, send } from './buyer.js';
import { NETWORK, openShop, PRICE, type Shop } from './shop.js';

const PICTURE = Buffer.from('89504e470d0a1a0a00ff27', 'hex');
const TEXT = 'planted-static-content: ½ cup of 砂糖';

describe('content that is sold as it is', () => {
  let shop: Shop;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    buyer = await Buyer.with(shop.chain);
  });
  afterAll(() => shop.stop());

  const sell = (config: object) => shop.publish({ type: 'static', slug: 'content', config });

  /** Calls and pays with the unmodified reference client. */
  function get(url: string): Promise<Response> {
    const schemes = [{ network: NETWORK, client: new ExactEvmScheme(buyer.wallet) }] as const;
    return wrapFetchWithPaymentFromConfig(fetch, { schemes: [...schemes] })(url);
  }

  it('is bought with a GET: the bytes, their type and name, and the receipt in a header', async () => {
    const listing = await sell({
      content: PICTURE.toString('base64'),
      encoding: 'base64',
      mimeType: 'image/png',
      filename: '½ coin’s.png',
    });
    const before = await buyer.balance();
    const answer = await get(listing.url);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PICTURE);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(PICTURE.length),
      'content-disposition': `attachment; filename*=UTF-8''%C2%BD%20coin%E2%80%99s.png`,
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
      'payment-receipt': expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      'payment-response': expect.any(String),
    });
    expect(await buyer.balance()).toBe(before - PRICE);
  });

  it('says in its challenge what it is, and nothing of what it says', async () => {
    const { id, url } = await sell({ content: TEXT, mimeType: 'text/markdown' });
    const unpaid = await fetch(url);
    const required = decodePaymentRequiredHeader(unpaid.headers.get('payment-required') ?? '');
    expect(required.resource).toMatchObject({ mimeType: 'text/markdown' });
    const detail = await fetch(`${shop.origin}/api/v1/resources/${id}`);
    expect((await unpaid.text()) + (await detail.text())).not.toContain('planted-static-content');
    expect(shop.log.join('')).not.toContain('planted-static-content');
  });

  it('gives the same bytes to the same payment, and to whoever asks with the ticket', async () => {
    const { url } = await sell({ content: TEXT });
    const payment = await buyer.sign(url);
    const before = await buyer.balance();
    const first = await fetchPaid(url, payment);
    const again = await fetchPaid(url, payment);
    expect(first.text).toBe(TEXT);
    expect(again).toEqual(first);
    expect(await buyer.balance()).toBe(before - PRICE);

    const execution = await fetch(`${shop.origin}/api/v1/executions/${first.id}`, {
      headers: { 'payment-ticket': first.ticket },
    });
    expect(await execution.json()).toMatchObject({
      status: 'succeeded',
      content: { base64: Buffer.from(TEXT).toString('base64') },
    });
  });

  it('takes no input, and charges nothing for trying', async () => {
    const { url } = await sell({ content: TEXT });
    const refused = await send(url, await buyer.sign(url), { topic: 'coins' });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ payment: 'not_charged', errors: [{ field: 'topic' }] });
  });

  it('needs no key of the creator’s, and is tried out by its owner for free', async () => {
    const { id, creator } = await sell({ content: '{"a":1}', mimeType: 'application/json' });
    await creator.send('DELETE', '/integrations/claude/config');
    expect(await creator.send('POST', `/resources/${id}/test`, {})).toMatchObject({
      content: { mimeType: 'application/json', filename: null },
    });
  });

  it.each<[string, object, string]>([
    ['that is empty', { content: '' }, 'config.content'],
    ['without content', {}, 'config.content'],
    ['that is no base64', { content: '?', encoding: 'base64' }, 'config.content'],
    ['that is no JSON', { content: '{', mimeType: 'application/json' }, 'config.content'],
    ['that is too large', { content: 'x'.repeat(700_001) }, 'config.content'],
    ['with NUL', { content: 'a\0' }, 'config.content'],
    ['of no type', { content: 'a', mimeType: 'text' }, 'config.mimeType'],
    ['with headers in its type', { content: 'a', mimeType: 'a/b\r\nx: y' }, 'config.mimeType'],
    ['with a path in its name', { content: 'a', filename: '../x' }, 'config.filename'],
    ['with a line break in its name', { content: 'a', filename: 'a\nb' }, 'config.filename'],
  ])('is refused %s', async (_, config, field) => {
    await expect(sell(config)).rejects.toThrow(`"field":"${field}"`);
  });

  it('keeps what a change does not name, and answers with the new version', async () => {
    const { id, url, creator } = await sell({ content: TEXT, filename: 'a.txt' });
    await creator.send('PATCH', `/resources/${id}`, { config: { content: 'new' } });
    const answer = await get(url);
    expect(await answer.text()).toBe('new');
    expect(answer.headers.get('content-disposition')).toContain('a.txt');
  });
});

async function fetchPaid(url: string, payment: Parameters<typeof send>[1]) {
  if (typeof payment !== 'object') throw new Error('a signed payment is needed');
  const headers = { 'payment-signature': encodePaymentSignatureHeader(payment) };
  const answer = await fetch(url, { headers });
  const [id, ticket] = ['payment-id', 'payment-ticket'].map((name) => answer.headers.get(name));
  return { text: await answer.text(), id, ticket: ticket ?? '' };
}

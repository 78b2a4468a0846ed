import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { AddressAnswer } from '../paid-addresses/address-answer.js';
import { paymentHeaders } from './payment-meta.js';
import { toolResult } from './tool-result.js';

const contentUrl = (id: string) => `https://shop.example/${id}/content`;
const read = (header = '') => JSON.parse(Buffer.from(header, 'base64').toString()) as unknown;
const PROOF = { success: true, transaction: '0x1' };

function answer(status: number, headers: Record<string, string>, body: string | Buffer) {
  let isClosed = false;
  const given: AddressAnswer = {
    status,
    headers,
    body: Readable.from([Buffer.from(body)]),
    close: () => void (isClosed = true),
  };
  return { given, wasClosed: () => isClosed };
}

describe('the result of a tool', () => {
  it('is an error with the price, where a payment is needed', async () => {
    const paymentRequired = { x402Version: 2, accepts: [{ amount: '1' }] };
    const { given } = answer(
      402,
      {},
      JSON.stringify({ code: 'payment_required', paymentRequired }),
    );
    expect(await toolResult(given, contentUrl)).toEqual({
      isError: true,
      content: [{ type: 'text', text: JSON.stringify(paymentRequired) }],
      structuredContent: paymentRequired,
    });
  });

  it('carries the proof of a settlement, and of one that failed', async () => {
    const header = Buffer.from(JSON.stringify(PROOF)).toString('base64');
    const { given } = answer(200, { 'payment-response': header }, '{"response":"A haiku"}');
    expect(await toolResult(given, contentUrl)).toEqual({
      content: [{ type: 'text', text: 'A haiku' }],
      structuredContent: { response: 'A haiku' },
      _meta: { 'x402/payment-response': PROOF },
    });
  });

  it('says of a call that goes on how to come back', async () => {
    const running = { id: 'c1', status: 'running', ticket: 't', statusUrl: 'https://x.example' };
    const { given } = answer(202, {}, JSON.stringify(running));
    const result = await toolResult(given, contentUrl);
    expect(result).toMatchObject({ structuredContent: running });
    expect(result.isError).toBeUndefined();
    expect(result.content[0]).toMatchObject({ text: expect.stringContaining('same payment') });
  });

  it('shows a picture once, and not in the JSON besides', async () => {
    const images = [
      { mimeType: 'image/png', base64: 'iVBO' },
      { mimeType: 'image/png', url: 'https://i.example' },
    ];
    const { given } = answer(200, {}, JSON.stringify({ response: '', images }));
    expect(await toolResult(given, contentUrl)).toEqual({
      content: [
        { type: 'image', mimeType: 'image/png', data: 'iVBO' },
        { type: 'resource_link', uri: 'https://i.example', name: 'image', mimeType: 'image/png' },
      ],
      structuredContent: {
        response: '',
        images: [{ mimeType: 'image/png' }, { mimeType: 'image/png', url: 'https://i.example' }],
      },
    });
  });

  it.each<[what: string, headers: Record<string, string>]>([
    ['that are too many by what their length says', { 'content-length': '999999' }],
    ['that are too many, whatever their length says', { 'content-length': '1' }],
    ['in a coding that agents cannot undo', { 'content-encoding': 'gzip' }],
  ])('links to bytes %s, and reads them no further', async (_what, more) => {
    const headers = {
      'content-disposition': 'inline',
      'payment-id': 'c1',
      'payment-ticket': 't',
      ...more,
    };
    const { given, wasClosed } = answer(200, headers, Buffer.alloc(300_000));
    expect(await toolResult(given, contentUrl)).toMatchObject({
      content: [{ type: 'resource_link', uri: 'https://shop.example/c1/content' }],
      structuredContent: { id: 'c1', ticket: 't' },
    });
    expect(wasClosed()).toBe(true);
  });
});

describe('the payment of a tool call', () => {
  it('is sent on in the header of its version', () => {
    const v1 = { x402Version: 1, payload: {} };
    const v2 = { x402Version: 2, payload: {} };
    expect(read(paymentHeaders({ 'x402/payment': v1 })['x-payment'])).toEqual(v1);
    expect(read(paymentHeaders({ 'x402/payment': v2 })['payment-signature'])).toEqual(v2);
  });

  it('is none where none was sent', () => {
    expect(paymentHeaders(undefined)).toEqual({});
    expect(paymentHeaders({ progressToken: 1 })).toEqual({});
  });
});

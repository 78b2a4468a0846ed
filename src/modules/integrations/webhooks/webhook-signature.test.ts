import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newWebhookSecret, signatureOf } from './webhook-signature.js';

const body = JSON.stringify({ type: 'payment.settled', data: { name: 'naïve 👋' } });
const timestamp = Math.floor(Date.now() / 1_000);
const message = { id: 'msg_1', timestamp, body };
const headersWith = (signature: string) => ({
  'webhook-id': message.id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signature,
});

describe('a signature', () => {
  const [one, other] = [newWebhookSecret(), newWebhookSecret()];

  it('is what the library of Standard Webhooks verifies, and makes', () => {
    const library = new Webhook(one.reveal());
    const signature = signatureOf(message, [one]);
    expect(signature).toBe(library.sign(message.id, new Date(timestamp * 1_000), body));
    expect(library.verify(body, headersWith(signature))).toEqual(JSON.parse(body));
  });

  it('with two secrets is verified with either, and with no third', () => {
    const headers = headersWith(signatureOf(message, [one, other]));
    for (const secret of [one, other]) {
      expect(new Webhook(secret.reveal()).verify(body, headers)).toEqual(JSON.parse(body));
    }
    const stranger = new Webhook(newWebhookSecret().reveal());
    expect(() => stranger.verify(body, headers)).toThrow('No matching signature');
  });

  it('holds for this body, id and time alone', () => {
    const headers = headersWith(signatureOf(message, [one]));
    const library = new Webhook(one.reveal());
    expect(() => library.verify(`${body} `, headers)).toThrow();
    expect(() => library.verify(body, { ...headers, 'webhook-id': 'msg_2' })).toThrow();
    const later = { ...headers, 'webhook-timestamp': String(timestamp + 1) };
    expect(() => library.verify(body, later)).toThrow();
  });
});

describe('a secret', () => {
  it('is new each time, of the documented form, and not shown when printed', () => {
    const [one, other] = [newWebhookSecret(), newWebhookSecret()];
    expect(one.reveal()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(one.reveal()).not.toBe(other.reveal());
    expect(`${one} ${JSON.stringify({ one })}`).not.toContain('whsec_');
  });
});

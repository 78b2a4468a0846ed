import { createHmac, randomBytes } from 'node:crypto';
import { Secret } from '../../../common/crypto/index.js';

const PREFIX = 'whsec_';
const KEY_BYTES = 32;

/** What Standard Webhooks signs. */
export interface SignedMessage {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/** A new secret, `whsec_` and the key in Base64, as libraries of Standard Webhooks read it. */
export function newWebhookSecret(): Secret {
  return new Secret(PREFIX + randomBytes(KEY_BYTES).toString('base64'));
}

/**
 * The value of `webhook-signature` (https://www.standardwebhooks.com): one signature for each secret, so
 * that receivers who know any of them accept the message.
 */
export function signatureOf(
  { id, timestamp, body }: SignedMessage,
  secrets: readonly Secret[],
): string {
  const signed = secrets.map((secret) => {
    const key = Buffer.from(secret.reveal().slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return signed.join(' ');
}

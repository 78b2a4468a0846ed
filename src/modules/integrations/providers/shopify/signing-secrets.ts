import type { Secret } from '../../../../common/crypto/index.js';

/** The client secret, and the one before it for as long as Shopify may go on signing with it. */
export interface ClientSecrets {
  readonly clientSecret: Secret | undefined;
  readonly previousSecret: Secret | undefined;
  readonly previousSecretUntil: Date | undefined;
}

/** The secrets that Shopify may sign with at a time; none when no app is configured. */
export function signingSecrets(
  { clientSecret, previousSecret, previousSecretUntil }: ClientSecrets,
  now: Date,
): Secret[] {
  if (clientSecret === undefined) return [];
  const isOver = previousSecretUntil === undefined || now >= previousSecretUntil;
  return previousSecret === undefined || isOver ? [clientSecret] : [clientSecret, previousSecret];
}

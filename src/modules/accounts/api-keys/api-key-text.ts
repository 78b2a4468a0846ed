import { Secret } from '../../../common/crypto/index.js';

/** An API key taken apart: the prefix finds the row, the secret proves it. */
export interface ApiKeyParts {
  readonly prefix: string;
  readonly secret: Secret;
}

const API_KEY = /^coin_([0-9a-f]{16})_([\w-]{43})$/;

/** Whether a credential is meant to be one of our API keys, well-formed or not. */
export function looksLikeApiKey(credential: Secret): boolean {
  return credential.reveal().startsWith('coin_');
}

/** Undefined when the text is not of the form `coin_<prefix>_<secret>`. */
export function parseApiKey(credential: Secret): ApiKeyParts | undefined {
  const [, prefix, secret] = API_KEY.exec(credential.reveal()) ?? [];
  if (prefix === undefined || secret === undefined) return undefined;
  return { prefix, secret: new Secret(secret) };
}

/** The text that a person copies. */
export function formatApiKey({ prefix, secret }: ApiKeyParts): Secret {
  return new Secret(`coin_${prefix}_${secret.reveal()}`);
}

import { Secret } from '../../../common/crypto/index.js';

/** Headers as Node gives them: names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * What a request brings to prove who sent it: the token of `Authorization: Bearer` (RFC 6750 section
 * 2.1) or the value of `x-api-key`. `none` when it brings nothing, `unusable` when it brings another
 * scheme or both headers at once, which RFC 6750 section 2 forbids.
 */
export function readCredential(headers: RequestHeaders): Secret | 'none' | 'unusable' {
  const { authorization, 'x-api-key': apiKey } = headers;
  if (authorization === undefined && apiKey === undefined) return 'none';
  if (authorization !== undefined && apiKey !== undefined) return 'unusable';
  const token = authorization === undefined ? apiKey : bearerToken(authorization);
  return typeof token === 'string' && token !== '' ? new Secret(token) : 'unusable';
}

function bearerToken(header: string | readonly string[]): string | undefined {
  return typeof header === 'string' ? /^Bearer +(\S+) *$/i.exec(header)?.[1] : undefined;
}

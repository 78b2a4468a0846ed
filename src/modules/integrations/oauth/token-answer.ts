import { Secret } from '../../../common/crypto/index.js';
import type { TokenSet } from '../providers/issued-tokens.js';
import { at } from '../providers/json-path.js';

/**
 * The provider ended or never gave the permission: asking again with the same code or token cannot help,
 * the user has to connect again. The message is for the user; it quotes nothing.
 */
export class GrantRefused extends Error {
  override readonly name = 'GrantRefused';
}

/** RFC 6749, appendix A.12, without blanks: it is put into a header. */
const TOKEN = /^[\x21-\x7e]{1,8192}$/;
/** Ten years. Whoever says more means that it does not end. */
const MAX_SECONDS = 315_360_000;

/** Times that providers tell with their tokens. */
const TIMES = ['expires_in', 'refresh_token_expires_in'];
const MEMBERS = ['access_token', 'token_type', 'refresh_token'];

/**
 * Of a good answer what matters here, as RFC 6749 has it: no identity (`id_token`) and no list of scopes,
 * no nulls, and times as numbers of seconds.
 */
export function readableMembers(answer: unknown): Record<string, unknown> {
  const found = [
    ...MEMBERS.map((name) => [name, at(answer, name)] as const),
    ...TIMES.map((name) => [name, secondsOf(at(answer, name))] as const),
  ];
  return Object.fromEntries(found.filter(([, value]) => value !== undefined && value !== null));
}

/** The tokens of an answer of {@link readableMembers}; undefined when it has none that can be used. */
export function readTokens(answer: Readonly<Record<string, unknown>>): TokenSet | undefined {
  const accessToken = tokenOf(answer['access_token']);
  const given = answer['refresh_token'];
  const refreshToken = tokenOf(given);
  if (accessToken === undefined || (given !== undefined && refreshToken === undefined)) {
    return undefined;
  }
  const expiresInSeconds = secondsOf(answer['expires_in']);
  const refreshExpiresInSeconds = secondsOf(answer['refresh_token_expires_in']);
  return {
    accessToken,
    ...(refreshToken && { refreshToken }),
    ...(expiresInSeconds && { expiresInSeconds }),
    ...(refreshExpiresInSeconds && { refreshExpiresInSeconds }),
  };
}

function tokenOf(value: unknown): Secret | undefined {
  return typeof value === 'string' && TOKEN.test(value) ? new Secret(value) : undefined;
}

/** Some providers write it as text. What is no time from now on says nothing. */
function secondsOf(value: unknown): number | undefined {
  const isDigits = typeof value === 'string' && /^\d{1,15}$/.test(value);
  const seconds = isDigits ? Number(value) : value;
  if (typeof seconds !== 'number' || !(seconds >= 1)) return undefined;
  return Math.min(Math.floor(seconds), MAX_SECONDS);
}

import { createHash, randomBytes } from 'node:crypto';
import { refused, unknownParameter, type WireAnswer, type WireRequest } from './provider-wire.js';

/** How one provider lets its users permit access, as its documentation has it. */
export interface AuthorizationRules {
  /** Paths below the name of the service; a first group is what the user filled in, such as a shop. */
  readonly paths: { readonly authorize: RegExp; readonly token: RegExp; readonly revoke?: RegExp };
  readonly client: { readonly id: string; readonly secret: string };
  readonly clientAuth: 'basic' | 'body';
  readonly body: 'form' | 'json';
  readonly scopeSeparator: ',' | ' ';
  /** Those that exist. */
  readonly scopes: readonly string[];
  readonly usesPkce: boolean;
  /** What a code has to come with besides. */
  readonly tokenParameters?: Readonly<Record<string, string>>;
  /** Tokens begin so, as keys of this service do. */
  readonly prefix: { readonly access: string; readonly refresh: string };
  /** Seconds; the refresh token's is told where it is given. */
  readonly lasts: { readonly access: number; readonly refresh?: number };
  /** Whether a renewal gives a new refresh token. */
  readonly rotates: boolean;
  /** The refresh token before may be used until the new one is (Shopify since August 2026), or not at all. */
  readonly oldToken: 'until_next_use' | 'never';
  readonly hasTokenType: boolean;
  /** How its token endpoint refuses; by default as RFC 6749 has it. */
  refuse?(error: string): WireAnswer;
  /** What a callback has besides `code` and `state`: Shopify signs it. */
  completeCallback?(callback: URLSearchParams, filledIn: string): void;
}

/** A code that was given out, with all that has to fit when it comes back. */
interface Code {
  readonly redirectUri: string;
  readonly challenge: string | null;
  readonly filledIn: string;
}

interface RefreshToken {
  readonly filledIn: string;
  /** The one that it was renewed from: its use ends that. */
  readonly before?: string;
}

/**
 * The authorization side of a stand-in: it checks every parameter, and answers for the user at once. Give
 * `ProviderServer` one for each service, with the rules of its documentation; then `/authorize` leads back
 * with a code, and `/token` exchanges it once, for the same client, redirect URI and verifier. Each service
 * that works so has its rules in `authorizations.ts`; one whose addresses hold a shop takes it by the first
 * group of its paths.
 *
 * Tests change what users and the provider do: {@link denies}, {@link down}; `revoked` and `issued` tell
 * what became of tokens. A user of the sandbox denies by adding `&deny=1` to the address.
 */
export class AuthorizationStandIn {
  /** The user says no. */
  denies = false;
  /** Its token endpoint is out of order. */
  down = false;
  /** What becomes of a refresh token once it was renewed. */
  oldToken: AuthorizationRules['oldToken'];
  readonly issued: string[] = [];
  readonly revoked = new Set<string>();
  private readonly codes = new Map<string, Code>();
  private readonly refreshTokens = new Map<string, RefreshToken>();

  constructor(private readonly rules: AuthorizationRules) {
    this.oldToken = rules.oldToken;
  }

  /** @param path below the name of the service. @returns undefined for what is none of its paths */
  answer(path: string, request: WireRequest): WireAnswer | undefined {
    const { authorize, token, revoke } = this.rules.paths;
    const filledIn = (pattern: RegExp | undefined) => pattern?.exec(path)?.[1] ?? '';
    if (request.method === 'GET' && authorize.test(path)) {
      return this.authorize(request.query, filledIn(authorize));
    }
    if (request.method !== 'POST') return undefined;
    if (token.test(path)) return this.exchange(request, filledIn(token));
    return revoke?.test(path) === true ? this.revoke(request) : undefined;
  }

  private authorize(query: URLSearchParams, filledIn: string): WireAnswer {
    const redirectUri = query.get('redirect_uri') ?? '';
    const problem = this.problemOf(query, redirectUri);
    if (problem !== undefined) return { status: 400, body: problem };
    const callback = new URL(redirectUri);
    callback.searchParams.set('state', query.get('state') ?? '');
    if (this.denies || query.has('deny')) {
      callback.searchParams.set('error', 'access_denied');
    } else {
      const code = `code_${randomBytes(16).toString('hex')}`;
      this.codes.set(code, { redirectUri, challenge: query.get('code_challenge'), filledIn });
      callback.searchParams.set('code', code);
    }
    this.rules.completeCallback?.(callback.searchParams, filledIn);
    return { status: 302, body: '', headers: { location: callback.href } };
  }

  /** What is wrong with a request for permission: it is shown to the user, and leads nowhere. */
  private problemOf(query: URLSearchParams, redirectUri: string): string | undefined {
    const { client, scopes, scopeSeparator, usesPkce } = this.rules;
    const known = ['client_id', 'redirect_uri', 'response_type', 'scope', 'state', 'deny'];
    const pkce = ['code_challenge', 'code_challenge_method'];
    const unknown = unknownParameter(query, usesPkce ? [...known, ...pkce] : known);
    if (unknown !== undefined) return `${unknown} is not a parameter`;
    if (query.get('client_id') !== client.id) return 'There is no such client';
    if (!URL.canParse(redirectUri) || !redirectUri.endsWith('/oauth/callback')) {
      return 'The redirect URI is not registered';
    }
    if (query.get('response_type') !== 'code') return 'response_type must be code';
    if ((query.get('state') ?? '').length < 32) return 'state is missing or can be guessed';
    const asked = (query.get('scope') ?? '').split(scopeSeparator);
    if (!asked.every((scope) => scopes.includes(scope))) return 'There is no such scope';
    const isS256 = query.get('code_challenge_method') === 'S256';
    const hasChallenge = /^[\w-]{43}$/.test(query.get('code_challenge') ?? '');
    return usesPkce && !(isS256 && hasChallenge) ? 'A challenge of S256 is missing' : undefined;
  }

  private exchange(request: WireRequest, filledIn: string): WireAnswer {
    const sent = this.read(request);
    if (this.down) return { status: 503, body: 'Service Unavailable' };
    if (sent === undefined) return this.refuse('invalid_client', 401);
    if (sent.get('grant_type') === 'refresh_token') return this.renew(sent, filledIn);
    if (sent.get('grant_type') !== 'authorization_code')
      return this.refuse('unsupported_grant_type');
    const code = this.codes.get(sent.get('code') ?? '');
    this.codes.delete(sent.get('code') ?? '');
    const verifier = sent.get('code_verifier') ?? '';
    const isTheirs =
      code !== undefined &&
      code.filledIn === filledIn &&
      code.redirectUri === sent.get('redirect_uri') &&
      (code.challenge === null || code.challenge === challengeOf(verifier));
    const extra = Object.entries(this.rules.tokenParameters ?? {});
    if (extra.some(([name, value]) => sent.get(name) !== value))
      return this.refuse('invalid_request');
    return isTheirs ? this.issue(filledIn) : this.refuse('invalid_grant');
  }

  private renew(sent: URLSearchParams, filledIn: string): WireAnswer {
    const name = sent.get('refresh_token') ?? '';
    const token = this.refreshTokens.get(name);
    if (token === undefined || token.filledIn !== filledIn) return this.refuse('invalid_grant');
    if (token.before !== undefined) this.refreshTokens.delete(token.before);
    if (!this.rules.rotates) return this.issue(filledIn, undefined, name);
    if (this.oldToken === 'never') this.refreshTokens.delete(name);
    return this.issue(filledIn, name);
  }

  private issue(filledIn: string, before?: string, kept?: string): WireAnswer {
    const { prefix, lasts, hasTokenType, scopes, scopeSeparator } = this.rules;
    const access = `${prefix.access}${randomBytes(16).toString('hex')}`;
    const refresh = kept ?? `${prefix.refresh}${randomBytes(16).toString('hex')}`;
    this.issued.push(access, refresh);
    if (kept === undefined) {
      this.refreshTokens.set(refresh, { filledIn, ...(before !== undefined && { before }) });
    }
    const body = {
      access_token: access,
      ...(hasTokenType && { token_type: 'bearer' }),
      scope: scopes.join(scopeSeparator),
      expires_in: lasts.access,
      refresh_token: refresh,
      ...(lasts.refresh !== undefined && { refresh_token_expires_in: lasts.refresh }),
    };
    return { status: 200, body, headers: { 'cache-control': 'no-store' } };
  }

  private revoke(request: WireRequest): WireAnswer {
    const sent = this.read(request);
    if (this.down) return { status: 503, body: 'Service Unavailable' };
    if (sent === undefined) return this.refuse('invalid_client', 401);
    const token = sent.get('token') ?? '';
    this.refreshTokens.delete(token);
    this.revoked.add(token);
    return { status: 200, body: {} };
  }

  /** What was sent; undefined unless the client showed who it is in the way of this provider. */
  private read({ headers, body }: WireRequest): URLSearchParams | undefined {
    const { client, clientAuth, body: kind } = this.rules;
    const type = kind === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
    if (headers['content-type']?.split(';')[0] !== type) return undefined;
    const sent = new URLSearchParams(
      kind === 'json' ? (JSON.parse(body) as Record<string, string>) : body,
    );
    if (clientAuth === 'body') {
      const isClient = sent.get('client_id') === client.id;
      return isClient && sent.get('client_secret') === client.secret ? sent : undefined;
    }
    const basic = Buffer.from(`${client.id}:${client.secret}`).toString('base64');
    return headers.authorization === `Basic ${basic}` ? sent : undefined;
  }

  private refuse(error: string, status = 400): WireAnswer {
    return this.rules.refuse?.(error) ?? refused(status, { error });
  }
}

/** RFC 7636 section 4.6. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

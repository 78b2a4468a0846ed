import { randomBytes } from 'node:crypto';
import { challengeOf } from './authorization-stand-in.js';
import {
  ok,
  refused,
  unknownParameter,
  type WireAnswer,
  type WireRequest,
} from './provider-wire.js';

/** https://openrouter.ai/docs/use-cases/oauth-pkce: no client, no state, and a key in the end. */
export class OpenRouterAuthorization {
  denies = false;
  down = false;
  readonly issued: string[] = [];
  private readonly codes = new Map<string, string>();

  answer(path: string, request: WireRequest): WireAnswer | undefined {
    if (request.method === 'GET' && path === '/auth') return this.authorize(request.query);
    const isKeys = request.method === 'POST' && path === '/api/v1/auth/keys';
    return isKeys ? this.exchange(request.body) : undefined;
  }

  private authorize(query: URLSearchParams): WireAnswer {
    const url = query.get('callback_url') ?? '';
    const challenge = query.get('code_challenge') ?? '';
    const known = ['callback_url', 'code_challenge', 'code_challenge_method', 'limit', 'deny'];
    const isOdd =
      unknownParameter(query, known) !== undefined ||
      !URL.canParse(url) ||
      query.get('code_challenge_method') !== 'S256' ||
      !/^[\w-]{43}$/.test(challenge);
    if (isOdd) return { status: 400, body: 'This link is not valid' };
    const callback = new URL(url);
    // It has no word for a user who says no: they just do not come back. Here they do.
    if (this.denies || query.has('deny')) callback.searchParams.set('error', 'access_denied');
    else {
      const code = randomBytes(16).toString('hex');
      this.codes.set(code, challenge);
      callback.searchParams.set('code', code);
    }
    return { status: 302, body: '', headers: { location: callback.href } };
  }

  private exchange(body: string): WireAnswer {
    if (this.down) return refused(503, { error: { code: 503, message: 'Out of order' } });
    const sent = JSON.parse(body) as Readonly<Record<string, unknown>>;
    if (sent['code_challenge_method'] !== 'S256') {
      return refused(400, { error: { code: 400, message: 'Invalid code_challenge_method' } });
    }
    const code = String(sent['code']);
    const challenge = this.codes.get(code);
    this.codes.delete(code);
    if (challenge === undefined || challenge !== challengeOf(String(sent['code_verifier']))) {
      return refused(403, { error: { code: 403, message: 'Invalid code or code_verifier' } });
    }
    const key = `sk-or-v1-${randomBytes(16).toString('hex')}`;
    this.issued.push(key);
    return ok({ key, user_id: null });
  }
}

import { Injectable } from '@nestjs/common';
import type { Hex } from 'viem';
import { Secret } from '../../../common/crypto/index.js';
import { Problem, unauthenticated } from '../../../common/errors/index.js';
import { ApiKeyAuthenticator } from '../api-keys/api-key-authenticator.service.js';
import { sessionEnded } from '../account-problems.js';
import { CHALLENGE_HEADERS } from '../guard/challenges.js';
import type { BrowserTokens } from '../cookies/session-cookies.service.js';
import {
  REFRESH_TOKEN_LIFETIME_S,
  Sessions,
  type SessionTokens,
} from '../sessions/sessions.service.js';
import { SignIn } from '../sign-in/sign-in.service.js';

/** Sessions whose tokens a browser holds, so that no script sees them. */
@Injectable()
export class BrowserSessions {
  constructor(
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeyAuthenticator,
  ) {}

  /** @throws {Problem} `sign_in_refused` with the reason */
  async byWallet(message: string, signature: Hex): Promise<BrowserTokens> {
    return held(await this.signIn.verify(message, signature));
  }

  /** The key itself is what the browser holds: its scopes, its end and its revocation are those of the session. */
  async byApiKey(apiKey: string): Promise<BrowserTokens> {
    const key = new Secret(apiKey);
    const user = this.apiKeys.recognises(key) ? await this.apiKeys.authenticate(key) : undefined;
    if (user !== undefined) return { accessToken: apiKey };
    throw new Problem(unauthenticated, {
      detail: 'The API key is malformed, expired or revoked.',
      headers: CHALLENGE_HEADERS,
    });
  }

  /** @throws {Problem} `session_ended` without a token, and with one that is not the last of its session */
  async renew(refreshToken: string | undefined): Promise<BrowserTokens> {
    if (refreshToken === undefined) throw new Problem(sessionEnded, { headers: CHALLENGE_HEADERS });
    return held(await this.sessions.refresh(refreshToken));
  }

  async end(refreshToken: string | undefined): Promise<void> {
    if (refreshToken !== undefined) await this.sessions.end(refreshToken);
  }
}

function held({ accessToken, expiresIn, refreshToken }: SessionTokens): BrowserTokens {
  const refresh = { token: refreshToken, expiresIn: REFRESH_TOKEN_LIFETIME_S };
  return { accessToken, expiresIn, refresh };
}

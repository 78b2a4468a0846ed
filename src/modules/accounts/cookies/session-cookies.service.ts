import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Secret } from '../../../common/crypto/index.js';
import { forbidden, Problem } from '../../../common/errors/index.js';
import { readCookie, writeCookie } from './cookie-text.js';
import { isFromOwnPage } from './own-page.js';
import { sessionCookiesConfig } from './session-cookies.config.js';

/** Where refresh tokens are sent, and nowhere else. */
const RENEWED_AT = '/api/v1/auth';

/** What a browser is given to hold. */
export interface BrowserTokens {
  readonly accessToken: string;
  /** Seconds until the access token expires; without them it is kept until the browser is closed. */
  readonly expiresIn?: number;
  readonly refresh?: { readonly token: string; readonly expiresIn: number };
}

/**
 * The cookies that keep a person signed in at the pages of this server. They count for requests of these pages
 * alone. Browsers refuse the prefixed names without https and, for `__Host-`, from other hosts; without https
 * the port tells servers of one machine apart, as cookies do not.
 */
@Injectable()
export class SessionCookies {
  private readonly origin: string;
  private readonly isSecure: boolean;
  private readonly access: string;
  private readonly refresh: string;

  constructor(@Inject(sessionCookiesConfig.KEY) config: ConfigType<typeof sessionCookiesConfig>) {
    const { origin, protocol, port } = new URL(config.publicUrl);
    this.origin = origin;
    this.isSecure = protocol === 'https:';
    const own = this.isSecure ? '' : `_${port || '80'}`;
    this.access = `${this.isSecure ? '__Host-' : ''}coinslot_session${own}`;
    this.refresh = `${this.isSecure ? '__Secure-' : ''}coinslot_refresh${own}`;
  }

  /** What the session of a browser proves; undefined where the request has none. */
  credentialOf(headers: IncomingHttpHeaders): Secret | undefined {
    const value = readCookie(headers.cookie, this.access);
    return value === undefined ? undefined : new Secret(value);
  }

  refreshTokenOf(headers: IncomingHttpHeaders): string | undefined {
    return readCookie(headers.cookie, this.refresh);
  }

  /** @throws {Problem} `forbidden` when another site's page, or nobody's, sent the request */
  assertOwnPage(method: string, headers: IncomingHttpHeaders): void {
    if (isFromOwnPage(method, headers, this.origin)) return;
    throw new Problem(forbidden, {
      detail: `Only pages of ${this.origin} may use its cookies. Programs send an access token or an API key.`,
    });
  }

  /** The values of `Set-Cookie` with which a browser holds these tokens and no others. */
  keep({ accessToken, expiresIn, refresh }: BrowserTokens): readonly string[] {
    const isSecure = this.isSecure;
    const access = { path: '/', isSecure, ...(expiresIn !== undefined && { maxAge: expiresIn }) };
    const renewal = { path: RENEWED_AT, isSecure, maxAge: refresh?.expiresIn ?? 0 };
    return [
      writeCookie(this.access, accessToken, access),
      writeCookie(this.refresh, refresh?.token ?? '', renewal),
    ];
  }

  /** The values of `Set-Cookie` with which a browser forgets its session. */
  forget(): readonly string[] {
    return this.keep({ accessToken: '', expiresIn: 0 });
  }
}

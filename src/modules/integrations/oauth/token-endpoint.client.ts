import { Injectable } from '@nestjs/common';
import * as oauth from 'oauth4webapi';
import type { Secret } from '../../../common/crypto/index.js';
import { Egress } from '../../../common/egress/index.js';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import { fillUrl } from '../providers/fill-url.js';
import type { OAuth2Auth } from '../providers/provider-auth.js';
import { ProviderUnreachable } from '../providers/provider-session.js';
import { tokenFetch } from './token-fetch.client.js';
import type { TokenSet } from '../providers/issued-tokens.js';
import { readTokens } from './token-answer.js';

/** What comes back from the provider with the user, and what it belongs to. */
export interface CodeToExchange {
  readonly code: Secret;
  /** Where the way uses PKCE. */
  readonly verifier?: Secret | undefined;
  readonly redirectUri: string;
}

/** What the user filled in that is no secret: `{shop}` of addresses. */
type Inputs = Readonly<Record<string, unknown>>;

/** Who asks: RFC 8414’s metadata of the provider, our client, and how it shows who it is. */
interface Asking {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly auth: oauth.ClientAuth;
  readonly options: {
    readonly [oauth.customFetch]: ReturnType<typeof tokenFetch>;
    readonly [oauth.allowInsecureRequests]: boolean;
  };
}

/**
 * Asks providers for tokens (RFC 6749), renews and revokes them, each within bounds of size and time. Every
 * method throws `GrantRefused` when the provider says that the permission is no good, and
 * `ProviderUnreachable` when it does not say anything about it: without an answer, for 429 and 5xx,
 * for what cannot be read, and when it does not accept this server’s client.
 */
@Injectable()
export class TokenEndpoints {
  constructor(private readonly egress: Egress) {}

  /** Tokens for a code. A code can be exchanged once, whatever the outcome. */
  async exchange(
    definition: ProviderDefinition,
    way: OAuth2Auth,
    inputs: Inputs,
    { code, verifier, redirectUri }: CodeToExchange,
  ): Promise<TokenSet> {
    const { server, client, auth, options } = this.asking(definition, way, inputs);
    // What else came with the user was checked before.
    const callback = new URLSearchParams({ code: code.reveal() });
    const parameters = oauth.validateAuthResponse(server, client, callback, oauth.expectNoState);
    const pkce = verifier?.reveal() ?? oauth.nopkce;
    const additionalParameters = { ...way.tokenParameters };
    return readAnswer(definition, async () => {
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        auth,
        parameters,
        redirectUri,
        pkce,
        { ...options, additionalParameters },
      );
      return oauth.processAuthorizationCodeResponse(server, client, answer);
    });
  }

  /** New tokens. Without a refresh token among them, the one that was sent stays in use. */
  async refresh(
    definition: ProviderDefinition,
    way: OAuth2Auth,
    inputs: Inputs,
    refreshToken: Secret,
  ): Promise<TokenSet> {
    const { server, client, auth, options } = this.asking(definition, way, inputs);
    const token = refreshToken.reveal();
    return readAnswer(definition, async () => {
      const answer = await oauth.refreshTokenGrantRequest(server, client, auth, token, options);
      return oauth.processRefreshTokenResponse(server, client, answer);
    });
  }

  /** Ends a token, where the provider can (RFC 7009); that it had ended before is no failure. */
  async revoke(
    definition: ProviderDefinition,
    way: OAuth2Auth,
    inputs: Inputs,
    token: Secret,
    kind: 'access_token' | 'refresh_token' = 'refresh_token',
  ): Promise<void> {
    if (way.revokeUrl === undefined) return;
    const { server, client, auth, options } = this.asking(definition, way, inputs);
    const additionalParameters = { token_type_hint: kind };
    const asked = { ...options, additionalParameters };
    const answer = await oauth.revocationRequest(server, client, auth, token.reveal(), asked);
    await oauth.processRevocationResponse(answer);
  }

  private asking({ name }: ProviderDefinition, way: OAuth2Auth, inputs: Inputs): Asking {
    const { client, revokeUrl } = way;
    if (client === undefined) {
      throw new ProviderUnreachable(`The operator of this server has not set ${name} up`);
    }
    return {
      server: {
        issuer: way.issuer ?? new URL(fillUrl(way.authorizeUrl, inputs)).origin,
        token_endpoint: fillUrl(way.tokenUrl, inputs),
        ...(revokeUrl !== undefined && { revocation_endpoint: fillUrl(revokeUrl, inputs) }),
      },
      client: { client_id: client.id },
      auth: clientAuth(way.clientAuth, client.secret),
      options: {
        [oauth.customFetch]: tokenFetch(this.egress, name, way),
        // The egress policy says where plain http is allowed.
        [oauth.allowInsecureRequests]: true,
      },
    };
  }
}

async function readAnswer(
  { name }: ProviderDefinition,
  ask: () => Promise<oauth.TokenEndpointResponse>,
): Promise<TokenSet> {
  const tokens = readTokens(
    await ask().catch((error: unknown) => {
      if (!isUnreadable(error)) throw error;
      return {};
    }),
  );
  if (tokens !== undefined) return tokens;
  throw new ProviderUnreachable(`${name} gave an answer that cannot be read`);
}

/** What is no answer of RFC 6749. Its own message could quote it. */
function isUnreadable(error: unknown): boolean {
  return (
    error instanceof oauth.OperationProcessingError ||
    error instanceof oauth.UnsupportedOperationError
  );
}

function clientAuth(how: OAuth2Auth['clientAuth'], secret: Secret | undefined): oauth.ClientAuth {
  if (how === 'none') return oauth.None();
  if (secret === undefined) throw new Error('a client that shows who it is has a secret');
  if (how === 'body') return oauth.ClientSecretPost(secret.reveal());
  return (_server, client, _body, headers) => {
    const pair = `${written(client.client_id)}:${written(secret.reveal())}`;
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };
}

/**
 * RFC 6749 section 2.3.1 encodes both for a form first, and many providers do not decode them: what need not
 * be encoded is left as it is, so that both kinds read the usual ids and secrets alike.
 */
function written(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../../common/observability/index.js';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import type { PermissionAuth } from '../providers/provider-auth.js';
import type { Secrets } from '../providers/provider-api.client.js';
import { secretsOf, type TokenSet } from '../providers/issued-tokens.js';
import { IssuedKeys } from './issued-keys.client.js';
import { type CodeToExchange, TokenEndpoints } from './token-endpoint.client.js';

/** What a user permitted, before anything was got with it. */
export interface Permission {
  readonly definition: ProviderDefinition;
  readonly way: PermissionAuth;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly code: CodeToExchange;
}

/** What a permission gave. */
export interface Grant {
  /** All of it, by the names of the vault. */
  readonly secrets: Secrets;
  /** Undefined for a key. */
  readonly issued: TokenSet | undefined;
}

/** Gets what users permitted, and gives it back. */
@Injectable()
export class Exchanges {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly endpoints: TokenEndpoints,
    private readonly keys: IssuedKeys,
  ) {}

  /** @throws {GrantRefused} and {ProviderUnreachable} */
  async exchange({ definition, way, inputs, code }: Permission): Promise<Grant> {
    if (way.mode === 'issued_key') {
      const key = await this.keys.exchange(definition, way, code);
      return { secrets: new Map([['api_key', key]]), issued: undefined };
    }
    const issued = await this.endpoints.exchange(definition, way, inputs, code);
    return { secrets: new Map(secretsOf(issued)), issued };
  }

  /** What nobody is connected with is of use to nobody but a thief. Where the provider can, it ends it. */
  async giveBack({ definition, way, inputs }: Permission, { issued }: Grant): Promise<void> {
    if (way.mode !== 'oauth2' || issued === undefined) return;
    const { accessToken, refreshToken } = issued;
    const kind = refreshToken === undefined ? 'access_token' : 'refresh_token';
    try {
      await this.endpoints.revoke(definition, way, inputs, refreshToken ?? accessToken, kind);
    } catch (err) {
      this.logger.warn({ err, provider: definition.id }, 'tokens that nobody has were not revoked');
    }
  }
}

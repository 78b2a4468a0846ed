import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../../common/observability/index.js';
import type { TokenRevocation } from '../connections/revocations.repository.js';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import { ConnectionProviders } from '../providers/connection-providers.service.js';
import type { TokenSet } from '../providers/issued-tokens.js';
import { type OAuth2Auth, tokenWay } from '../providers/provider-auth.js';
import { ProviderUnreachable } from '../providers/provider-session.js';
import { VaultError } from '../vault/envelope.js';
import { Vault } from '../vault/vault.service.js';
import { TokenEndpoints } from './token-endpoint.client.js';
import { GrantRefused } from './token-answer.js';

const MOST_ATTEMPTS = 8;

/** Has providers end tokens that nobody is connected with any more. */
@Injectable()
export class TokenRevoker {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly providers: ConnectionProviders,
    private readonly vault: Vault,
    private readonly endpoints: TokenEndpoints,
  ) {}

  /** Asks the provider; whether there is nothing left to do for the token, also because it is given up. */
  async isDone({ token, inputs, attempts }: TokenRevocation): Promise<boolean> {
    const { provider, type } = token.context;
    try {
      const definition = this.providers.find(provider)?.definition;
      const way = definition && tokenWay(definition);
      if (definition === undefined || way === undefined) return true;
      const kind = type === 'refresh_token' ? type : 'access_token';
      await this.endpoints.revoke(definition, way, inputs, this.vault.unseal(token), kind);
      return true;
    } catch (err) {
      if (err instanceof GrantRefused) return true;
      if (!(err instanceof ProviderUnreachable || err instanceof VaultError)) throw err;
      const isLast = attempts >= MOST_ATTEMPTS;
      if (isLast) this.logger.warn({ err, provider }, 'a token was given up before it was revoked');
      return isLast;
    }
  }

  /**
   * Tokens that were just issued and belong to nobody are of use to nobody but a thief. It never fails: where
   * the provider cannot end them, they run out.
   */
  async giveBack(
    definition: ProviderDefinition,
    way: OAuth2Auth,
    inputs: Readonly<Record<string, unknown>>,
    { accessToken, refreshToken }: TokenSet,
  ): Promise<void> {
    const kind = refreshToken === undefined ? 'access_token' : 'refresh_token';
    try {
      await this.endpoints.revoke(definition, way, inputs, refreshToken ?? accessToken, kind);
    } catch (err) {
      this.logger.warn({ err, provider: definition.id }, 'tokens that nobody has were not revoked');
    }
  }
}

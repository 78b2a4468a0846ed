import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import {
  RevocationsRepository,
  type TokenRevocation,
} from '../connections/revocations.repository.js';
import { ConnectionProviders } from '../providers/connection-providers.service.js';
import { tokenWay } from '../providers/provider-auth.js';
import { ProviderUnreachable } from '../providers/provider-session.js';
import { VaultError } from '../vault/envelope.js';
import { Vault } from '../vault/vault.service.js';
import { TokenEndpoints } from './token-endpoint.client.js';
import { GrantRefused } from './token-set.js';

/** After the first failure; then twice as long each time, for about four hours in all. */
const WAIT_SECONDS = 60;
const MOST_ATTEMPTS = 8;
/** For one run: what is left comes in the next minute. */
const MOST_AT_ONCE = 100;

/** Every minute, has providers end the tokens of connections that users ended. */
@Scheduled()
@Injectable()
export class RevokeTokensJob implements Job {
  readonly name = 'revoke_tokens';
  readonly schedule = '* * * * *';

  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly database: Database,
    private readonly revocations: RevocationsRepository,
    private readonly providers: ConnectionProviders,
    private readonly vault: Vault,
    private readonly endpoints: TokenEndpoints,
  ) {}

  async run(): Promise<void> {
    for (let done = 0; done < MOST_AT_ONCE; done += 1) {
      const next = await this.database.asService('oauth', (tx) =>
        this.revocations.take(tx, WAIT_SECONDS),
      );
      if (next === undefined) return;
      if (!(await this.isDone(next))) continue;
      await this.database.asService('oauth', (tx) => this.revocations.remove(tx, next.id));
    }
  }

  /** Whether there is nothing left to do for it. */
  private async isDone({ token, inputs, attempts }: TokenRevocation): Promise<boolean> {
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
      const isLast = err instanceof VaultError || attempts >= MOST_ATTEMPTS;
      if (isLast) this.logger.warn({ err, provider }, 'a token was given up before it was revoked');
      return isLast;
    }
  }
}

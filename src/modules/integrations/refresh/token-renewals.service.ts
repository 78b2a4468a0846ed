import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { ConnectionStates } from '../connections/connection-states.service.js';
import { type Renewal, Renewals } from '../connections/renewals.service.js';
import { TokenEndpoints } from '../oauth/token-endpoint.client.js';
import { GrantRefused } from '../oauth/token-answer.js';
import { TokenRevoker } from '../oauth/token-revoker.service.js';
import { type OAuth2Auth, tokenWay } from '../providers/provider-auth.js';
import { ProviderUnreachable } from '../providers/provider-session.js';
import type { TokenSet } from '../providers/issued-tokens.js';

/**
 * How a renewal came to its end. `failed`: the provider did not say, and is asked again. `dropped`: the
 * connection was ended, made anew or taken over meanwhile.
 */
export type Outcome =
  | { readonly ended: 'renewed' | 'expired' | 'dropped' }
  | { readonly ended: 'failed'; readonly reason: string };

/**
 * What the database cannot be told at once is told again, within the lease: the tokens that a provider has
 * just issued may be the only ones that it accepts.
 */
const TELL_AGAIN_MS = [100, 500, 2_000, 5_000, 10_000];

/**
 * Brings renewals that have been begun to their end. The provider is asked outside of any transaction, and
 * what it issued is on disk before anybody can use it.
 */
@Injectable()
export class TokenRenewals {
  constructor(
    private readonly database: Database,
    private readonly states: ConnectionStates,
    private readonly renewals: Renewals,
    private readonly endpoints: TokenEndpoints,
    private readonly revoker: TokenRevoker,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Whatever the provider does. @throws when the database cannot be told how it ended */
  async finish(renewal: Renewal): Promise<Outcome> {
    const { definition, stored } = renewal;
    const way = tokenWay(definition);
    if (way?.refresh === undefined || !stored.secrets.has('refresh_token')) {
      return this.expire(renewal, `The access to ${definition.name} has ended: connect again`);
    }
    let issued: TokenSet;
    try {
      issued = await this.ask(renewal, way);
    } catch (error) {
      return this.fail(renewal, way, error);
    }
    const kept = await this.tell(renewal, (tx) => this.renewals.renew(tx, renewal, issued));
    if (kept === 'kept') return { ended: 'renewed' };
    if (kept === 'ended') {
      const { inputs } = this.states.accessOf(definition, stored);
      await this.revoker.giveBack(definition, way, inputs, issued);
    }
    return { ended: 'dropped' };
  }

  private ask({ definition, stored }: Renewal, way: OAuth2Auth): Promise<TokenSet> {
    const { secrets, inputs } = this.states.accessOf(definition, stored);
    const token = secrets.get('refresh_token');
    if (token === undefined) throw new Error('there is nothing to renew the access with');
    return this.endpoints.refresh(definition, way, inputs, token);
  }

  private async fail(renewal: Renewal, way: OAuth2Auth, error: unknown): Promise<Outcome> {
    const { definition } = renewal;
    if (error instanceof GrantRefused) {
      const isLost = renewal.wasInterrupted && way.refresh?.oldTokenUsable === 0;
      const lost = `The answer of ${definition.name} to a renewal was lost: connect again`;
      return this.expire(renewal, isLost ? lost : error.message);
    }
    const isUnreachable = error instanceof ProviderUnreachable;
    const reason = isUnreachable ? error.message : 'This server cannot use what it has stored';
    const about = { err: error, ...namesOf(renewal) };
    if (isUnreachable) this.logger.warn(about, 'access could not be renewed, and is tried again');
    else this.logger.error(about, 'access cannot be renewed because of this server');
    const retryAfter = isUnreachable ? error.retryAfterSeconds : undefined;
    const kept = await this.tell(renewal, (tx) =>
      this.renewals.postpone(tx, renewal, reason, retryAfter),
    );
    if (kept === 'kept') return { ended: 'failed', reason };
    if (kept !== 'expired') return { ended: 'dropped' };
    this.logger.warn(namesOf(renewal), 'access was not renewed for so long that it has expired');
    return { ended: 'expired' };
  }

  private async expire(renewal: Renewal, reason: string): Promise<Outcome> {
    const kept = await this.tell(renewal, (tx) => this.renewals.expire(tx, renewal, reason));
    if (kept !== 'kept') return { ended: 'dropped' };
    this.logger.warn({ ...namesOf(renewal), reason }, 'access has expired');
    return { ended: 'expired' };
  }

  private async tell<T>(renewal: Renewal, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const { userId } = renewal.stored.connection;
    for (const pause of TELL_AGAIN_MS) {
      try {
        return await this.database.asUser(userId, work);
      } catch (err) {
        this.logger.warn({ err, ...namesOf(renewal) }, 'the outcome of a renewal is told again');
        await sleep(pause);
      }
    }
    return this.database.asUser(userId, work);
  }
}

function namesOf({ stored: { connection } }: Renewal) {
  return { provider: connection.provider, connectionId: connection.id };
}

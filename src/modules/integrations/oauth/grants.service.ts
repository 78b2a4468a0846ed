import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { ConnectionChecks } from '../connections/connection-checks.service.js';
import { ConnectionStates } from '../connections/connection-states.service.js';
import { ConnectionsRepository } from '../connections/connections.repository.js';
import { connectionEnded, keyRefused } from '../integration-problems.js';
import type { ConnectionProvider } from '../providers/connection-provider.js';
import type { Finding } from '../providers/provider-sessions.service.js';
import { Exchanges, type Grant, type Permission } from './exchanges.service.js';
import type { TakenFlow } from './flows.service.js';

/** Makes connections of what users permitted. */
@Injectable()
export class Grants {
  constructor(
    private readonly database: Database,
    private readonly exchanges: Exchanges,
    private readonly checks: ConnectionChecks,
    private readonly states: ConnectionStates,
    private readonly connections: ConnectionsRepository,
  ) {}

  /**
   * Exchanges the code, asks the provider about the account, and stores what it gave. While it cannot be
   * asked about the account, what it gave is stored all the same: the code is used up.
   * @throws {GrantRefused} and {ProviderUnreachable} by the exchange
   * @throws {Problem} key_refused or connection_ended; what was got was given back
   */
  async accept(
    provider: ConnectionProvider,
    flow: TakenFlow,
    permission: Permission,
  ): Promise<void> {
    const grant = await this.exchanges.exchange(permission);
    try {
      const access = { secrets: grant.secrets, inputs: flow.inputs };
      const finding = await this.checks.check(provider, access);
      await this.store(flow, permission, grant, finding);
    } catch (error) {
      // Of all else nobody knows whether the tokens were stored before it failed: then they may be in use.
      if (error instanceof Problem) await this.exchanges.giveBack(permission, grant);
      throw error;
    }
  }

  private async store(
    { userId, provider, inputs, begunAt }: TakenFlow,
    { way }: Permission,
    { secrets, issued }: Grant,
    finding: Finding,
  ): Promise<void> {
    if (finding.verdict === 'invalid') {
      throw new Problem(keyRefused, { detail: `${finding.reason}.` });
    }
    const found =
      finding.verdict === 'unreachable'
        ? ({ verification: 'unverified', problem: finding.reason, metadata: inputs } as const)
        : ({ verification: 'valid', problem: null, metadata: finding.metadata } as const);
    const refresh = way.mode === 'oauth2' ? way.refresh : undefined;
    const held =
      issued === undefined ? { secrets } : { secrets: new Map(), tokens: { issued, refresh } };
    await this.database.asUser(userId, async (tx) => {
      if (await this.connections.wasEndedSince(tx, userId, provider, begunAt)) {
        throw new Problem(connectionEnded);
      }
      await this.states.connect(tx, userId, provider, { ...found, ...held, isEnabled: true });
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Secret } from '../../../common/crypto/index.js';
import { Database } from '../../../common/database/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { keyRefused, noKey, unknownProvider } from '../integration-problems.js';
import { connectionHolder, Vault } from '../vault/vault.service.js';
import { ConnectionChecks } from './connection-checks.service.js';
import { ConnectionStates } from './connection-states.service.js';
import { ConnectionsRepository } from './connections.repository.js';
import { type KeyState, keyState, NO_KEY } from './key-state.js';
import { KeyCheckLimits } from './key-check-limits.service.js';

export interface KeyChange {
  readonly apiKey?: Secret | undefined;
  readonly isEnabled?: boolean | undefined;
}

/** A creator's own LLM keys: saved, switched and deleted by the creator alone. */
@Injectable()
export class KeyConfig {
  constructor(
    private readonly database: Database,
    private readonly connections: ConnectionsRepository,
    private readonly vault: Vault,
    private readonly states: ConnectionStates,
    private readonly checks: ConnectionChecks,
    private readonly limits: KeyCheckLimits,
  ) {}

  /** @throws {Problem} `unknown_provider`. */
  async read(userId: string, provider: string): Promise<KeyState> {
    this.requireKnown(provider);
    return this.database.asUser(userId, (tx) => this.stateOf(tx, userId, provider));
  }

  /**
   * Saves a key, or switches the stored one on or off. A failure changes nothing.
   * @param address of who asks, beside the account that is counted
   * @throws {Problem} `unknown_provider`, `invalid_input`, `key_refused`, `no_key` or
   * `too_many_requests`.
   */
  async change(
    userId: string,
    provider: string,
    { apiKey, isEnabled }: KeyChange,
    address: string,
  ): Promise<KeyState> {
    this.requireKnown(provider);
    if (apiKey !== undefined) {
      await this.limits.admit({ userId, address });
      return this.saveKey(userId, provider, apiKey, isEnabled ?? true);
    }
    if (isEnabled !== undefined) return this.switchKey(userId, provider, isEnabled);
    throw new Problem(invalidInput, {
      errors: [{ field: 'apiKey', message: 'send apiKey, isEnabled or both' }],
    });
  }

  /** Removes the secret; once it is gone, removing it again changes nothing. */
  async remove(userId: string, provider: string): Promise<KeyState> {
    this.requireKnown(provider);
    await this.database.asUser(userId, (tx) => this.states.disconnect(tx, userId, provider));
    return NO_KEY;
  }

  private async saveKey(
    userId: string,
    provider: string,
    key: Secret,
    isEnabled: boolean,
  ): Promise<KeyState> {
    // Before the transaction: a slow provider must not hold a database connection.
    const verdict = await this.checks.checkModelKey(provider, key);
    if (verdict.status === 'invalid') {
      const message = `the provider refused this key: ${verdict.reason}`;
      throw new Problem(keyRefused, { errors: [{ field: 'apiKey', message }] });
    }
    const saved = {
      verification: verdict.status,
      problem: verdict.status === 'valid' ? null : verdict.reason,
      isEnabled,
      metadata: {},
      secrets: new Map([['api_key', key]]),
    };
    return this.database.asUser(userId, async (tx) => {
      await this.states.connect(tx, userId, provider, saved);
      return this.stateOf(tx, userId, provider);
    });
  }

  private switchKey(userId: string, provider: string, isEnabled: boolean): Promise<KeyState> {
    return this.database.asUser(userId, async (tx) => {
      const connection = await this.connections.lock(tx, userId, provider);
      const hint =
        connection && (await this.vault.hintOf(tx, connectionHolder(connection), 'api_key'));
      if (connection === null || hint === undefined) throw new Problem(noKey);
      await this.connections.setEnabled(tx, connection.id, isEnabled);
      return this.stateOf(tx, userId, provider);
    });
  }

  private async stateOf(tx: EntityManager, userId: string, provider: string): Promise<KeyState> {
    const connection = await this.connections.find(tx, userId, provider);
    if (connection === null) return NO_KEY;
    return keyState(
      connection,
      await this.vault.hintOf(tx, connectionHolder(connection), 'api_key'),
    );
  }

  private requireKnown(provider: string): void {
    const known = this.checks.modelProviders();
    if (known.includes(provider)) return;
    throw new Problem(unknownProvider, {
      detail: `The providers that take an API key are: ${known.join(', ')}.`,
    });
  }
}

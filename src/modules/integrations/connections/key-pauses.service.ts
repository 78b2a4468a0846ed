import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ConnectionChecks } from './connection-checks.service.js';
import { ConnectionsRepository } from './connections.repository.js';

/** Switches keys off where it is not their user who does, until the user switches them on again. */
@Injectable()
export class KeyPauses {
  constructor(
    private readonly connections: ConnectionsRepository,
    private readonly checks: ConnectionChecks,
  ) {}

  /** The providers whose keys run models. */
  providers(): readonly string[] {
    return this.checks.modelProviders();
  }

  /**
   * Switches the user's key for a provider off: no model runs on it any more.
   * @param tx in the context of the user
   * @returns false when there is none that is on, and nothing was done
   */
  async pause(tx: EntityManager, userId: string, provider: string): Promise<boolean> {
    const connection = await this.connections.lock(tx, userId, provider);
    if (connection?.isEnabled !== true) return false;
    await this.connections.setEnabled(tx, connection.id, false);
    return true;
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { Database, isDeadlock } from '../../../common/database/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { Outbox } from '../../../common/outbox/index.js';
import { UsersRepository } from '../profile/users.repository.js';
import { DeletionRepository, type Remains } from './deletion.repository.js';

const TRIES = 3;

/** Deletes accounts. */
@Injectable()
export class Deletion {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly users: UsersRepository,
    private readonly deletions: DeletionRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Erases an account whole, or not at all. Repeating it changes nothing.
   * @param confirm the username, or the id of an account without one
   * @returns what stays, for those who have a right to it
   * @throws {Problem} `invalid_input` when `confirm` is something else
   */
  async delete(userId: string, confirm: string): Promise<Remains> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.db.asUserAlone(userId, (tx) => this.erase(tx, userId, confirm));
      } catch (error) {
        // A service was in the middle of something of the user's: nothing was erased yet.
        if (tries === TRIES || !isDeadlock(error)) throw error;
      }
    }
  }

  private async erase(tx: EntityManager, userId: string, confirm: string): Promise<Remains> {
    const user = await this.users.find(tx, userId);
    if (user !== null) {
      if (confirm !== (user.username ?? user.id)) throw notConfirmed(user.username);
      await this.deletions.lock(tx);
      await this.deletions.erase(tx, userId);
      const data = { deletedAt: this.clock.now().toISOString() };
      await this.outbox.add(tx, { userId, type: 'account.deleted', data });
    }
    return this.deletions.remains(tx);
  }
}

function notConfirmed(username: string | null): Problem {
  const wanted = username === null ? 'the id of this account' : 'the username of this account';
  const errors = [{ field: 'confirm', message: `must be ${wanted}` }];
  return new Problem(invalidInput, { errors });
}

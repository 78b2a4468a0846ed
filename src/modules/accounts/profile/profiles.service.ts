import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, isCheckViolation, isUniqueViolation } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { credentialsRefused } from '../guard/challenges.js';
import { tooManyUsernames, usernameTaken } from '../account-problems.js';
import type { User } from './user.entity.js';
import { type ProfileChanges, UsersRepository } from './users.repository.js';
import { WalletsRepository } from './wallets.repository.js';

/** A user with the wallet they sign in with. */
export interface Profile extends User {
  readonly walletAddress: string | null;
}

const LOOKS_TAKEN =
  'Somebody else has, or had, a username that differs from this one only by underscores at an end or side by side. Choose another one.';

/** What users say of themselves. */
@Injectable()
export class Profiles {
  constructor(
    private readonly db: Database,
    private readonly users: UsersRepository,
    private readonly wallets: WalletsRepository,
  ) {}

  get(userId: string): Promise<Profile> {
    return this.db.asUser(userId, (tx) => this.read(tx, userId));
  }

  /** @throws {Problem} `username_taken`, `too_many_usernames` */
  async change(userId: string, changes: ProfileChanges): Promise<Profile> {
    try {
      return await this.db.asUser(userId, async (tx) => {
        await this.users.change(tx, userId, changes);
        return this.read(tx, userId);
      });
    } catch (error) {
      if (isUniqueViolation(error, 'users_username')) throw new Problem(usernameTaken);
      if (isUniqueViolation(error, 'username_looks_pkey')) {
        throw new Problem(usernameTaken, { detail: LOOKS_TAKEN });
      }
      if (isCheckViolation(error, 'usernames_of_user')) throw new Problem(tooManyUsernames);
      throw error;
    }
  }

  private async read(tx: EntityManager, userId: string): Promise<Profile> {
    const user = await this.users.find(tx, userId);
    // An access token outlives its user by some minutes.
    if (user === null) throw credentialsRefused('This account does not exist any more.');
    return { ...user, walletAddress: (await this.wallets.signInAddress(tx, userId)) ?? null };
  }
}

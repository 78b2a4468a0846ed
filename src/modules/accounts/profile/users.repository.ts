import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { User } from './user.entity.js';

/** What an owner changes about their profile; what is undefined stays. */
export interface ProfileChanges {
  readonly username?: string;
  readonly displayName?: string | null;
}

@Injectable()
export class UsersRepository {
  find(tx: EntityManager, id: string): Promise<User | null> {
    return tx.findOneBy(User, { id });
  }

  /** Creates a user without a name and returns the new id. */
  async create(tx: EntityManager): Promise<string> {
    const id = randomUUID();
    await tx.query(`INSERT INTO users (id) VALUES ($1)`, [id]);
    return id;
  }

  async change(tx: EntityManager, id: string, changes: ProfileChanges): Promise<void> {
    if (Object.values(changes).every((value) => value === undefined)) return;
    await tx.update(User, { id }, changes);
  }

  /** Makes other transactions that lock the same user wait for this one's end. */
  async lock(tx: EntityManager, id: string): Promise<void> {
    await tx.findOne(User, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }
}

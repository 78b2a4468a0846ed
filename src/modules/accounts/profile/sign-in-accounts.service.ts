import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { UsersRepository } from './users.repository.js';
import { WalletsRepository } from './wallets.repository.js';

/** The users behind sign-in wallets. */
@Injectable()
export class SignInAccounts {
  constructor(
    private readonly users: UsersRepository,
    private readonly wallets: WalletsRepository,
  ) {}

  /** The user of a checksummed address, made at its first sign-in, once however many run at once. */
  async findOrCreate(tx: EntityManager, address: string, network: string): Promise<string> {
    await this.wallets.lockSignIn(tx, address);
    const known = await this.wallets.ownerOfSignIn(tx, address);
    if (known !== undefined) return known;
    const userId = await this.users.create(tx);
    await this.wallets.addSignIn(tx, { userId, network, address });
    return userId;
  }
}

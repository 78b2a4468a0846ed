import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { WalletProofsRepository } from '../wallet-proofs/wallet-proofs.repository.js';
import { UsersRepository } from './users.repository.js';
import { WalletsRepository } from './wallets.repository.js';

/** The users behind sign-in wallets. */
@Injectable()
export class SignInAccounts {
  constructor(
    private readonly clock: Clock,
    private readonly users: UsersRepository,
    private readonly wallets: WalletsRepository,
    private readonly proofs: WalletProofsRepository,
  ) {}

  /** The user of a checksummed address, made at its first sign-in, once however many run at once. */
  async findOrCreate(tx: EntityManager, address: string, network: string): Promise<string> {
    await this.wallets.lockSignIn(tx, address);
    const userId =
      (await this.wallets.ownerOfSignIn(tx, address)) ?? (await this.create(tx, address, network));
    const provenAt = this.clock.now();
    await this.proofs.add(tx, { userId, address, method: 'sign_in', provenAt });
    return userId;
  }

  private async create(tx: EntityManager, address: string, network: string): Promise<string> {
    const userId = await this.users.create(tx);
    await this.wallets.addSignIn(tx, { userId, network, address });
    return userId;
  }
}

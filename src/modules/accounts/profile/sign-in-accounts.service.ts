import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { WalletProofsRepository } from '../wallet-proofs/wallet-proofs.repository.js';
import { UsersRepository } from './users.repository.js';
import { type PayoutWallet, WalletsRepository } from './wallets.repository.js';

/** A wallet that signs in. */
export interface SignInWallet {
  /** With its EIP-55 checksum. */
  readonly address: string;
  /** CAIP-2 id. */
  readonly network: string;
  readonly isContract: boolean;
}

/** The users behind sign-in wallets. */
@Injectable()
export class SignInAccounts {
  constructor(
    private readonly clock: Clock,
    private readonly users: UsersRepository,
    private readonly wallets: WalletsRepository,
    private readonly proofs: WalletProofsRepository,
  ) {}

  /**
   * The user of a wallet, made at its first sign-in, once however many run at once. Undefined for a contract
   * at the address of a wallet of another chain: there, that may be somebody else's.
   */
  async findOrCreate(tx: EntityManager, wallet: SignInWallet): Promise<string | undefined> {
    const { address, network, isContract } = wallet;
    await this.wallets.lockSignIn(tx, address);
    const known = await this.wallets.findSignIn(tx, address);
    if (known !== null && isContract && known.network !== network) return undefined;
    const userId = known?.userId ?? (await this.create(tx, address, network));
    const provenAt = this.clock.now();
    await this.proofs.add(tx, { userId, address, method: 'sign_in', provenAt });
    return userId;
  }

  /** The user that a wallet signs in to, made before it ever did; until then nobody has shown that it is theirs. */
  async expect(tx: EntityManager, { address, network }: PayoutWallet): Promise<string> {
    await this.wallets.lockSignIn(tx, address);
    const known = await this.wallets.findSignIn(tx, address);
    return known?.userId ?? this.create(tx, address, network);
  }

  private async create(tx: EntityManager, address: string, network: string): Promise<string> {
    const userId = await this.users.create(tx);
    await this.wallets.addSignIn(tx, { userId, network, address });
    return userId;
  }
}

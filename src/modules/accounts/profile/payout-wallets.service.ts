import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Database } from '../../../common/database/index.js';
import { invalidInput, notFound, Problem } from '../../../common/errors/index.js';
import { WalletProofsRepository } from '../wallet-proofs/wallet-proofs.repository.js';
import { WalletFamilies } from '../wallets/wallet-families.service.js';
import { profileConfig } from './profile.config.js';
import { type PayoutWallet, WalletsRepository } from './wallets.repository.js';

/** A payout wallet, and since when it is known to be the user's; null: they never showed it. */
export interface OwnPayoutWallet extends PayoutWallet {
  readonly provenAt: Date | null;
}

/** Where a user's earnings are paid to, network by network. */
@Injectable()
export class PayoutWallets {
  private readonly networks: readonly string[];

  constructor(
    @Inject(profileConfig.KEY) config: ConfigType<typeof profileConfig>,
    private readonly db: Database,
    private readonly wallets: WalletsRepository,
    private readonly proofs: WalletProofsRepository,
    private readonly families: WalletFamilies,
  ) {
    this.networks = config.networks;
  }

  list(userId: string): Promise<OwnPayoutWallet[]> {
    return this.db.asUser(userId, async (tx) => {
      const proofs = await this.proofs.list(tx, userId);
      const proven = new Map(proofs.map(({ address, provenAt }) => [address, provenAt]));
      const wallets = await this.wallets.listPayouts(tx, userId);
      return wallets.map(({ network, address }) => {
        return { network, address, provenAt: proven.get(address) ?? null };
      });
    });
  }

  /**
   * Needs no proof: an address that cannot sign, of an exchange for instance, may be paid to.
   * @throws {Problem} `invalid_input` when the network or the address is not usable, `chain_unavailable`
   */
  async put(userId: string, network: string, address: string): Promise<OwnPayoutWallet> {
    if (!this.networks.includes(network)) {
      throw wrong('network', `must be one of ${this.networks.join(', ')}`);
    }
    const family = this.families.of(network);
    const checked = family.readAddress(address);
    if (checked === undefined) throw wrong('address', family.addressForm);
    const obstacle = await family.payoutObstacle?.(checked, network);
    if (obstacle !== undefined) throw wrong('address', obstacle);
    const wallet = { network, address: checked };
    return this.db.asUser(userId, async (tx) => {
      await this.wallets.putPayout(tx, userId, wallet);
      const proof = await this.proofs.find(tx, userId, checked);
      return { ...wallet, provenAt: proof?.provenAt ?? null };
    });
  }

  /** @throws {Problem} `not_found` when there is none on this network */
  async remove(userId: string, network: string): Promise<void> {
    const removed = await this.db.asUser(userId, (tx) =>
      this.wallets.removePayout(tx, userId, network),
    );
    if (!removed) throw new Problem(notFound);
  }
}

function wrong(field: string, message: string): Problem {
  return new Problem(invalidInput, { errors: [{ field, message }] });
}

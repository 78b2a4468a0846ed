import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { Database } from '../../../common/database/index.js';
import { invalidInput, notFound, Problem } from '../../../common/errors/index.js';
import { readEvmAddress } from './evm-address.js';
import { type PayoutWallet, WalletsRepository } from './wallets.repository.js';

/** Where a user's earnings are paid to, network by network. */
@Injectable()
export class PayoutWallets {
  private readonly networks: readonly string[];

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly db: Database,
    private readonly wallets: WalletsRepository,
  ) {
    this.networks = config.NETWORKS;
  }

  list(userId: string): Promise<PayoutWallet[]> {
    return this.db.asUser(userId, (tx) => this.wallets.listPayouts(tx, userId));
  }

  /** @throws {Problem} `invalid_input` when the network or the address is not usable */
  async put(userId: string, network: string, address: string): Promise<PayoutWallet> {
    if (!this.networks.includes(network)) {
      throw wrong('network', `must be one of ${this.networks.join(', ')}`);
    }
    const checked = readEvmAddress(address);
    if (checked === undefined) {
      throw wrong('address', 'must be an EVM address in lower case or with a right checksum');
    }
    const wallet = { network, address: checked };
    await this.db.asUser(userId, (tx) => this.wallets.putPayout(tx, userId, wallet));
    return wallet;
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

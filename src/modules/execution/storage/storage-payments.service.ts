import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { type PaymentNetwork, PaymentNetworks } from '../../payments/index.js';
import { storageConfig } from './storage.config.js';
import { chooseOffer, type StorageOffer } from './storage-offer.js';
import { StorageWallet } from './storage-wallet.client.js';
import type { StorageFailure } from './storage-view.js';
import type { StoredOutput } from './stored-output.entity.js';
import { type OutputChanges, StoredOutputsRepository } from './stored-outputs.repository.js';

/** An output whose payment is signed and kept. */
export type PayingOutput = StoredOutput & {
  readonly status: 'paying';
  readonly payment: NonNullable<StoredOutput['payment']>;
};

/** What became of a payment, as the chain says; `unclear` while it does not say. */
export type PaymentFate =
  | { readonly kind: 'paid'; readonly transaction: string | null }
  | { readonly kind: 'usable' | 'worthless' | 'unclear' };

/** Signs what the storage is paid with, within its bounds, and finds out what became of it. */
@Injectable()
export class StoragePayments {
  constructor(
    private readonly database: Database,
    private readonly outputs: StoredOutputsRepository,
    private readonly wallet: StorageWallet,
    private readonly networks: PaymentNetworks,
    private readonly clock: Clock,
    @Inject(storageConfig.KEY) private readonly config: ConfigType<typeof storageConfig>,
  ) {}

  /**
   * Answers a challenge with a payment that is kept before anybody sees it. Replicas wait for each
   * other here, so that they do not spend more than the cap together.
   * @returns why nothing is paid; undefined when somebody else works on it by now
   */
  async sign(
    output: StoredOutput,
    challenge: unknown,
  ): Promise<PayingOutput | StorageFailure | undefined> {
    const { maxPrice: most, dailyCap: cap } = this.config;
    const offer = chooseOffer(challenge, (id) => this.networks.find(id), most);
    if (typeof offer === 'string') return offer;
    const signed = await this.signOffer(offer);
    return this.database.asService('execution', async (tx) => {
      const spent = await this.outputs.lockSpent(tx);
      if (spent + offer.amount > cap) return 'budget_spent';
      const isKept = await this.outputs.change(tx, output, signed);
      return isKept ? { ...output, ...signed } : undefined;
    });
  }

  /** Reads the chain. */
  async fateOf({ payment, network, signedAt, validBefore }: PayingOutput): Promise<PaymentFate> {
    const authorization = this.networks.find(network ?? '')?.readAuthorization(payment);
    if (authorization === undefined || signedAt === null) return { kind: 'unclear' };
    try {
      const now = this.clock.now();
      const known = { transaction: null, searchedTo: null };
      const query = { authorization, since: signedAt, askedAt: now, now, ...known };
      const outcome = await this.networkOf(network).outcome(query);
      if (outcome.kind === 'transferred') return { kind: 'paid', transaction: outcome.transaction };
      if (outcome.kind === 'unclear') return { kind: 'unclear' };
      if (outcome.kind !== 'void') return { kind: 'usable' };
      // Whose clock is ahead does not matter: it is forgotten only when it is worthless by both.
      const isOver = validBefore !== null && validBefore < now;
      return { kind: isOver && outcome.reason === 'expired' ? 'worthless' : 'unclear' };
    } catch {
      return { kind: 'unclear' };
    }
  }

  /** What the storage says of a transfer, where the chain says so too. */
  async confirm({ payment, network }: PayingOutput, told: string | null): Promise<string | null> {
    const authorization = this.networks.find(network ?? '')?.readAuthorization(payment);
    if (authorization === undefined || told === null) return null;
    return this.networkOf(network)
      .confirm(authorization, told)
      .then((seen) => seen ?? null)
      .catch(() => null);
  }

  private async signOffer(offer: StorageOffer) {
    const payment = await this.wallet.sign(offer);
    const authorization = offer.network.readAuthorization(payment);
    if (authorization === undefined) throw new Error('the wallet signed no authorization');
    return {
      status: 'paying',
      payment,
      network: offer.network.id,
      amount: offer.amount,
      validBefore: authorization.validBefore,
      signedAt: this.clock.now(),
    } satisfies OutputChanges;
  }

  private networkOf(id: string | null): PaymentNetwork {
    const network = this.networks.find(id ?? '');
    if (network === undefined) throw new Error(`there is no network ${id}`);
    return network;
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { chainUnavailable, invalidInput, Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { AccountDirectory, type ProvenWallet } from '../../accounts/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import type { TransfersFound } from '../networks/transfer-search.js';
import type {
  AssetTransfer,
  MinedTransaction,
  PaymentNetwork,
} from '../networks/payment-network.js';
import type { Settlement } from '../ledger/settlement.entity.js';
import { refundNotSeen, wrongRefundTransfer } from './refund-problems.js';
import type { Refund } from './refund.entity.js';
import { RefundsRepository } from './refunds.repository.js';
import { fittingTransfers, type WrongTransfer } from './transfer.js';

/** How long a creator waits before asking about a transaction again. */
const RETRY_SECONDS = 5;
/** The clocks of replicas may differ by so much. */
const CLOCKS_DIFFER_MS = 60_000;

/** Transfers of one transaction that fit a refund. */
export interface SeenTransfers {
  readonly transaction: string;
  readonly minedAt: Date;
  /** At least one. */
  readonly transfers: readonly AssetTransfer[];
}

/** Asks the chain about the transfers that pay refunds. */
@Injectable()
export class RefundTransfers {
  constructor(
    private readonly database: Database,
    private readonly repository: RefundsRepository,
    private readonly networks: PaymentNetworks,
    private readonly directory: AccountDirectory,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The transaction's id as its network writes it. @throws {Problem} `invalid_input` for what is none */
  idOf({ network: id }: Refund, transaction: string): string {
    const network = this.networks.find(id);
    if (network === undefined) throw unavailable();
    const known = network.normaliseTransaction(transaction);
    if (known !== undefined) return known;
    const errors = [{ field: 'transaction', message: network.forms.transaction }];
    throw new Problem(invalidInput, { errors });
  }

  /**
   * The transfers of `transaction` that give back exactly what the refund's call was charged.
   * @throws {Problem} `refund_not_seen`, `wrong_refund_transfer` with what is wrong, or
   * `chain_unavailable`
   */
  async see(refund: Refund, transaction: string): Promise<SeenTransfers> {
    const settlement = await this.settlementOf(refund);
    const { asset } = refund;
    const [mined, payment] = await this.ask(refund, (network) =>
      Promise.all([
        network.mined(transaction, asset),
        network.mined(settlement.transaction, asset),
      ]),
    );
    if (mined === undefined) {
      throw new Problem(refundNotSeen, { retryAfterSeconds: RETRY_SECONDS });
    }
    const transfers = fittingTransfers(await this.expected(refund, payment), mined);
    if (typeof transfers === 'string') throw wrongTransfer(transfers);
    return { transaction, minedAt: mined.minedAt, transfers };
  }

  /**
   * Transactions that may pay a refund, none older than the refund; see {@link PaymentNetwork}. What
   * was looked through before a wallet was shown to be the creator's is looked through once more.
   * Undefined when no wallet is known to be.
   */
  async search(refund: Refund): Promise<TransfersFound | undefined> {
    const { payer: to, asset, amount, decidedAt, createdAt, searchedAt, searchedBlock } = refund;
    const proven = await this.provenWallets(refund);
    if (proven.length === 0) return undefined;
    const newest = Math.max(...proven.map(({ provenAt }) => provenAt.getTime()));
    const isSearched = searchedAt !== null && searchedAt.getTime() > newest + CLOCKS_DIFFER_MS;
    const from = proven.map(({ address }) => address);
    const since = decidedAt ?? createdAt;
    const searchedTo = isSearched ? searchedBlock : null;
    return this.ask(refund, (network) =>
      network.findTransfers({ asset, from, to, amount, since, searchedTo }),
    );
  }

  private async settlementOf({ id, claimId }: Refund): Promise<Settlement> {
    const settlement = await this.database.asService('payments', (tx) =>
      this.repository.settlement(tx, claimId),
    );
    if (settlement === null) throw new Error(`refund ${id} is of a claim that was not charged`);
    return settlement;
  }

  private async expected(refund: Refund, payment: MinedTransaction | undefined) {
    // Settled means that it was on the chain: a node that does not know it cannot be relied on.
    if (payment === undefined) throw unavailable();
    const { payer: recipient, amount } = refund;
    const senders = (await this.provenWallets(refund)).map(({ address }) => address);
    const unproven = (await this.paidWallets(refund)).filter((one) => !senders.includes(one));
    return { senders, unproven, recipient, amount, paymentBlock: payment.block };
  }

  /**
   * Only what is known to be the creator's: anybody's address can be named as a payout wallet, and
   * its transfers to the payer may be for something else.
   */
  private async provenWallets({ ownerId, network: id }: Refund): Promise<ProvenWallet[]> {
    if (ownerId === null) return [];
    const network = this.networks.find(id);
    const wallets = await this.directory.provenWallets(ownerId);
    if (network === undefined) return wallets;
    // Those of other families are no addresses of this network.
    return wallets.filter(({ address }) => network.normalise(address) !== undefined);
  }

  /** The wallet that was paid, and the one that the creator is paid to now. */
  private async paidWallets({ ownerId, network, payee }: Refund): Promise<string[]> {
    const current = ownerId === null ? undefined : await this.directory.payTo(ownerId, network);
    return [payee, ...(current === undefined ? [] : [current])];
  }

  private async ask<T>(
    { id, network }: Refund,
    question: (network: PaymentNetwork) => Promise<T>,
  ): Promise<T> {
    const asked = this.networks.find(network);
    if (asked === undefined) throw unavailable();
    try {
      return await question(asked);
    } catch (error) {
      this.logger.warn({ err: error, refundId: id }, 'the chain could not be asked');
      throw unavailable();
    }
  }
}

/** What to tell somebody whose transaction does not pay the refund. */
export function wrongTransfer(reason: WrongTransfer): Problem {
  return new Problem(wrongRefundTransfer, { extensions: { reason } });
}

function unavailable(): Problem {
  return new Problem(chainUnavailable, { retryAfterSeconds: RETRY_SECONDS });
}

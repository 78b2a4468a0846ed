import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import type { ChainOutcome } from '../networks/payment-network.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import type { PaymentClaim } from '../claims/claim.entity.js';

/** How long a buyer is kept waiting for the chain, whatever it is asked: a few blocks. */
const PATIENCE_MS = 6_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 1_000;

/** What of a claim a look at the chain needs. */
export type WatchedClaim = Pick<
  PaymentClaim,
  | 'id'
  | 'network'
  | 'payment'
  | 'createdAt'
  | 'firstAskedAt'
  | 'askedAt'
  | 'transaction'
  | 'searchedBlock'
>;

const NO_ANSWER: ChainOutcome = { kind: 'unclear', searchedTo: null };

/** Reads from the chain what became of a claim's authorization. */
@Injectable()
export class ChainReader {
  constructor(
    private readonly networks: PaymentNetworks,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** One look, of six seconds at the most; `unclear` also when the chain cannot be asked. */
  outcome(claim: WatchedClaim): Promise<ChainOutcome> {
    return this.look(claim, PATIENCE_MS);
  }

  /** Looks until the outcome is clear, for six seconds at the most: nodes lag, blocks take time. */
  async awaitOutcome(claim: WatchedClaim): Promise<ChainOutcome> {
    const timeUp = performance.now() + PATIENCE_MS;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const outcome = await this.look(claim, timeUp - performance.now());
      if (outcome.kind !== 'unclear') return outcome;
      if (performance.now() + pause >= timeUp) return outcome;
      await sleep(pause);
    }
  }

  /** A node that does not answer holds nobody up: its answer is then not waited for. */
  private async look(claim: WatchedClaim, patienceMs: number): Promise<ChainOutcome> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ChainOutcome>((resolve) => {
      timer = setTimeout(resolve, patienceMs, NO_ANSWER).unref();
    });
    try {
      return await Promise.race([this.ask(claim), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async ask(claim: WatchedClaim): Promise<ChainOutcome> {
    const { network: id, payment, askedAt, transaction, searchedBlock: searchedTo } = claim;
    const network = this.networks.find(id);
    const authorization = payment && network?.readAuthorization(payment.payload);
    if (!network || !authorization) return NO_ANSWER;
    const since = claim.firstAskedAt ?? claim.createdAt;
    const times = { since, askedAt, now: this.clock.now() };
    try {
      return await network.outcome({ authorization, ...times, transaction, searchedTo });
    } catch (error) {
      this.logger.warn({ err: error, claimId: claim.id }, 'the chain could not be asked');
      return NO_ANSWER;
    }
  }

  /** Whether the payer holds less than the claim's amount; false also when that cannot be read. */
  async isShort({ id: claimId, network, asset, payer, amount }: PaymentClaim): Promise<boolean> {
    try {
      const balance = await this.networks.find(network)?.balanceOf(payer, asset);
      return balance !== undefined && balance < amount;
    } catch (error) {
      this.logger.warn({ err: error, claimId }, 'the chain could not be asked');
      return false;
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../../common/observability/index.js';
import type { Authorization, ChainOutcome, PaymentNetwork } from '../networks/payment-network.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import type { PaymentClaim } from './claim.entity.js';

/** Nodes behind one URL can lag behind the one that saw a transaction first. */
const CONFIRM_TRIES = 8;
const CONFIRM_PAUSE_MS = 250;

/** Reads from the chain what became of a claim's authorization. */
@Injectable()
export class ChainReader {
  constructor(
    private readonly networks: PaymentNetworks,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Undefined when the chain cannot be asked now. */
  async outcome(claim: PaymentClaim): Promise<ChainOutcome | undefined> {
    const found = this.authorizationOf(claim);
    if (found === undefined) return undefined;
    const { network, authorization } = found;
    const { createdAt: since, transaction } = claim;
    try {
      return await network.outcome({ authorization, since, transaction });
    } catch (error) {
      this.logger.warn({ err: error, claimId: claim.id }, 'the chain could not be asked');
      return undefined;
    }
  }

  /**
   * The chain's own id of `transaction` when that really moved the claim's money; undefined also when
   * it cannot be seen.
   */
  async confirm(claim: PaymentClaim, transaction: string): Promise<string | undefined> {
    const found = this.authorizationOf(claim);
    if (found === undefined) return undefined;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const seen = await found.network.confirm(found.authorization, transaction);
        if (seen !== undefined) return seen ?? undefined;
      } catch (error) {
        this.logger.warn({ err: error, claimId: claim.id }, 'the chain could not be asked');
        return undefined;
      }
      if (attempt === CONFIRM_TRIES) return undefined;
      await sleep(CONFIRM_PAUSE_MS);
    }
  }

  /** Whether the payer holds less than the claim's amount; false also when that cannot be read. */
  async isShort({ id: claimId, network, payer, amount }: PaymentClaim): Promise<boolean> {
    try {
      const balance = await this.networks.find(network)?.balanceOf(payer);
      return balance !== undefined && balance < amount;
    } catch (error) {
      this.logger.warn({ err: error, claimId }, 'the chain could not be asked');
      return false;
    }
  }

  private authorizationOf({
    network: id,
    payment,
  }: PaymentClaim): { network: PaymentNetwork; authorization: Authorization } | undefined {
    const network = this.networks.find(id);
    const authorization =
      payment === null ? undefined : network?.readAuthorization(payment.payload);
    return network && authorization && { network, authorization };
  }
}

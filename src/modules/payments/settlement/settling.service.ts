import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { FacilitatorService } from '../facilitator/facilitator.service.js';
import type { ChainOutcome } from '../networks/payment-network.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { paymentRequired, settlementUnknown } from '../problems.js';
import type { HeldClaim } from './claims.repository.js';
import { Claims } from './claims.service.js';
import { Completion } from './completion.service.js';

/** After how long an unknown settlement is looked at again. */
const RETRY_SECONDS = 3;

const UNKNOWN_DETAIL =
  'Whether the payment went through is being found out. Send the same request with the same payment again to get the result; you cannot be charged twice.';

/** Moves the money of executed claims, and finds out what became of attempts without an answer. */
@Injectable()
export class Settling {
  constructor(
    private readonly claims: Claims,
    private readonly completion: Completion,
    private readonly facilitator: FacilitatorService,
    private readonly networks: PaymentNetworks,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Settles a claim whose result is stored.
   * @returns the settled claim
   * @throws {Problem} `payment_required` when it was refused (released, not charged),
   * `settlement_unknown` when the outcome is not known yet (it will be found out)
   */
  async settle(claim: HeldClaim): Promise<HeldClaim> {
    return this.ask(await this.claims.move(claim, 'settling'));
  }

  /**
   * Goes on with a claim that was being settled when its process ended: the chain is asked first,
   * and the facilitator again only when the authorization is known to be unused. It can be used
   * only once, so asking again cannot charge twice.
   */
  async resume(claim: HeldClaim): Promise<HeldClaim> {
    const outcome = await this.readChain(claim);
    if (outcome?.kind !== 'unused') return this.conclude(claim, outcome, 'no_reply');
    return this.ask(
      claim.status === 'settling' ? claim : await this.claims.move(claim, 'settling'),
    );
  }

  private async ask(claim: HeldClaim): Promise<HeldClaim> {
    const reply = await this.facilitator.settle(claim);
    if (reply.kind === 'settled') return this.completion.complete(claim, reply.transaction);

    const transaction = 'transaction' in reply ? (reply.transaction ?? null) : null;
    const outcome = await this.readChain({ ...claim, transaction });
    if (reply.kind === 'refused' && outcome?.kind === 'unused') {
      throw await this.refuse(claim, reply.reason);
    }
    return this.conclude({ ...claim, transaction }, outcome, reply.reason);
  }

  private async conclude(
    claim: HeldClaim,
    outcome: ChainOutcome | undefined,
    reason: string,
  ): Promise<HeldClaim> {
    if (outcome?.kind === 'transferred')
      return this.completion.complete(claim, outcome.transaction);
    if (outcome?.kind === 'void') throw await this.refuse(claim, outcome.reason);
    if (outcome?.kind === 'reverted') throw await this.refuse(claim, reason);
    await this.claims.leaveUnknown(claim, RETRY_SECONDS);
    throw new Problem(settlementUnknown, {
      detail: UNKNOWN_DETAIL,
      payment: 'unknown',
      retryAfterSeconds: RETRY_SECONDS,
      extensions: { reason },
    });
  }

  private refuse(claim: HeldClaim, reason: string): Promise<Problem> {
    return this.claims.release(claim, new Problem(paymentRequired, { extensions: { reason } }));
  }

  /** Undefined when the chain cannot be asked now. */
  private async readChain(claim: HeldClaim): Promise<ChainOutcome | undefined> {
    const network = this.networks.find(claim.network);
    const authorization = network?.readAuthorization(claim.payment.payload);
    if (network === undefined || authorization === undefined) return undefined;
    try {
      const { createdAt: since, transaction } = claim;
      return await network.outcome({ authorization, since, transaction });
    } catch (error) {
      this.logger.warn({ err: error, claimId: claim.id }, 'the chain could not be asked');
      return undefined;
    }
  }
}

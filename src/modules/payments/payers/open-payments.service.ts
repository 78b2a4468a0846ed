import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { facilitatorUnavailable, paymentRequired } from '../payment-problems.js';
import { isByUse } from '../claims/charge.js';
import { Claims } from '../claims/claims.service.js';
import type { HeldClaim } from '../claims/held-claim.js';

/** How often a balance is read for one payment at the most; again only when another has ended. */
const MAX_READINGS = 20;

const DETAIL =
  'What this wallet has open and the price are more than it holds. Send the same payment again once its other calls have ended.';

const NOT_BOTH =
  'Another payment by use of this wallet is open, and Permit2 may not spend enough for both. Sign again once that call has ended, or approve Permit2 for more.';

/**
 * Keeps what is open of a payer within what they hold: a wallet with money for one call gets one run
 * at a time, however many payments it signs. Each payment answers for those reserved before it, and
 * the balance is read after it was reserved, so that none is counted twice or not at all.
 */
@Injectable()
export class OpenPayments {
  constructor(
    private readonly claims: Claims,
    private readonly networks: PaymentNetworks,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Undefined when the payer can pay this too. Asks nobody when nothing else of theirs is open. */
  async refusalFor(claim: HeldClaim): Promise<Problem | undefined> {
    const open = claim.openBefore ?? (await this.claims.openBefore(claim.id));
    if (open === 0n) return undefined;
    const refusal = await this.beyondBalance(claim, open);
    return refusal ?? (isByUse(claim) ? this.beyondAllowance(claim) : undefined);
  }

  private async beyondBalance(claim: HeldClaim, known: bigint): Promise<Problem | undefined> {
    let open = known;
    for (let reading = 1; open > 0n; reading += 1) {
      const balance = await this.balanceOf(claim);
      if (balance === undefined) return unavailable();
      if (open + claim.amount <= balance) return undefined;
      const stillOpen = await this.claims.openBefore(claim.id);
      if (stillOpen === open || reading === MAX_READINGS) return tooMuch();
      open = stillOpen;
    }
    return undefined;
  }

  /**
   * What payments by use may take together is what their payer allows. One that brings its approval along
   * sets that anew when it is settled, and so spoils every other: it stands alone.
   */
  private async beyondAllowance(claim: HeldClaim): Promise<Problem | undefined> {
    const open = await this.claims.openByUseBefore(claim.id);
    if (open.amount === 0n) return undefined;
    const approves = open.approves || claim.payment.payload.extensions !== undefined;
    if (approves) return notBoth();
    const allowance = await this.allowanceOf(claim);
    if (allowance === undefined) return unavailable();
    return open.amount + claim.amount <= allowance ? undefined : notBoth();
  }

  private allowanceOf({ network, asset, payer, ...claim }: HeldClaim) {
    return this.read(claim, async () =>
      this.networks.find(network)?.metered?.allowanceOf(payer, asset),
    );
  }

  private balanceOf({ network, asset, payer, ...claim }: HeldClaim) {
    return this.read(claim, async () => this.networks.find(network)?.balanceOf(payer, asset));
  }

  /** Undefined when the chain does not say. */
  private async read(
    { id: claimId }: Pick<HeldClaim, 'id'>,
    question: () => Promise<bigint | undefined>,
  ): Promise<bigint | undefined> {
    try {
      return await question();
    } catch (error) {
      this.logger.warn({ err: error, claimId }, 'what a payer can pay could not be read');
      return undefined;
    }
  }
}

function tooMuch(): Problem {
  const extensions = { reason: 'open_payments_exceed_balance' };
  return new Problem(paymentRequired, { detail: DETAIL, retryAfterSeconds: 1, extensions });
}

function notBoth(): Problem {
  const extensions = { reason: 'open_payments_exceed_allowance' };
  return new Problem(paymentRequired, { detail: NOT_BOTH, retryAfterSeconds: 1, extensions });
}

function unavailable(): Problem {
  const extensions = { reason: 'chain_unavailable' };
  return new Problem(facilitatorUnavailable, { retryAfterSeconds: 5, extensions });
}

import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { facilitatorUnavailable, paymentRequired } from '../payment-problems.js';
import { Claims } from '../claims/claims.service.js';
import type { HeldClaim } from '../claims/held-claim.js';

/** How often a balance is read for one payment at the most; again only when another has ended. */
const MAX_READINGS = 20;

const DETAIL =
  'What this wallet has open and the price are more than it holds. Send the same payment again once its other calls have ended.';

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
    let open = claim.openBefore ?? (await this.claims.openBefore(claim.id));
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

  private async balanceOf({
    id: claimId,
    network,
    asset,
    payer,
  }: HeldClaim): Promise<bigint | undefined> {
    try {
      return await this.networks.find(network)?.balanceOf(payer, asset);
    } catch (error) {
      this.logger.warn({ err: error, claimId }, 'the balance of a payer could not be read');
      return undefined;
    }
  }
}

function tooMuch(): Problem {
  const extensions = { reason: 'open_payments_exceed_balance' };
  return new Problem(paymentRequired, { detail: DETAIL, retryAfterSeconds: 1, extensions });
}

function unavailable(): Problem {
  const extensions = { reason: 'chain_unavailable' };
  return new Problem(facilitatorUnavailable, { retryAfterSeconds: 5, extensions });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { safeEqual, sha256 } from '../../../common/crypto/index.js';
import { Problem } from '../../../common/errors/index.js';
import type { SchemePayload } from '../networks/payment-network.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { Tickets } from '../receipts/tickets.service.js';
import {
  callInterrupted,
  paymentAlreadyUsed,
  paymentRequired,
  resultExpired,
} from '../payment-problems.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { Claims } from '../claims/claims.service.js';
import { restOf } from '../claims/rerun.js';
import { mayBePublic } from '../claims/claim-lifecycle.js';
import type { Claimant } from '../x402/claimant.js';
import { requestDigest } from '../x402/request-digest.js';
import type { Audience } from './audience.js';
import { paymentOf } from './call-state.js';
import { CallRunner } from './call-runner.service.js';
import type { Work } from './running-call.js';
import { hasFailure, ToldFailures } from './told-failures.service.js';

const FIRST_POLL_MS = 25;
const SLOWEST_POLL_MS = 500;

/** Who asks for the result of a claim, and of which request. */
export interface RepeatedRequest {
  /** What is for sale at its address now; undefined when nothing is. */
  readonly forSale: { readonly subject: string; readonly url: string | null } | undefined;
  readonly input: unknown;
  readonly payload: SchemePayload;
  readonly claimant: Claimant;
}

/** The same for every sender without proof, whatever they guess. */
const PROOF_NEEDED =
  'Once the server has sent a payment to the chain, everybody can read it there, so it opens nothing by itself. Send the request again with the header PAYMENT-TICKET of its first answer; or ask at POST /api/v1/calls/find, signed by the wallet that paid. You are not charged again.';

/** Answers a payment that is claimed already: with the result, once there is one. */
@Injectable()
export class Replay {
  constructor(
    private readonly claims: Claims,
    private readonly runner: CallRunner,
    private readonly networks: PaymentNetworks,
    private readonly failures: ToldFailures,
    private readonly tickets: Tickets,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes sure that whoever sends `repeated` is who holds `claim`, and wants the same. Who cannot show
   * it is told nothing that depends on what they ask for.
   * @throws {Problem} `payment_already_used` without proof, or for another request, `payment_required`
   * for somebody else's signature, `result_expired` when the result was kept long enough
   */
  async assertSame(claim: PaymentClaim, repeated: RepeatedRequest): Promise<void> {
    await this.assertClaimant(claim, repeated);
    if (!safeEqual(claim.requestDigest, digestOf(claim, repeated))) {
      throw new Problem(paymentAlreadyUsed, {
        payment: 'not_charged',
        detail: 'It belongs to another request. Sign a new payment for this one.',
      });
    }
    if (claim.purgedAt !== null) throw new Problem(resultExpired, { payment: 'charged' });
  }

  private async assertClaimant(claim: PaymentClaim, repeated: RepeatedRequest): Promise<void> {
    if (this.holdsSecret(claim, repeated.claimant)) return;
    const { paymentIdentifier: name } = repeated.claimant;
    const isNamed = name !== null && name === claim.paymentIdentifier;
    const isSigned = () => this.isSignedByPayer(claim, repeated.payload);
    if (!mayBePublic(claim) || isNamed) {
      if (await isSigned()) return;
      const extensions = { reason: 'invalid_signature' };
      throw new Problem(paymentRequired, { payment: 'not_charged', extensions });
    }
    throw new Problem(paymentAlreadyUsed, {
      payment: paymentOf(claim),
      detail: PROOF_NEEDED,
      extensions: { reason: 'proof_required' },
    });
  }

  /** Whether the sender shows what only the buyer was told. */
  private holdsSecret(
    { id, retryDigest }: PaymentClaim,
    { retryDigest: given, ticket }: Claimant,
  ): boolean {
    if (retryDigest !== null && given !== null && safeEqual(retryDigest, given)) return true;
    return ticket !== null && this.tickets.opens(ticket, id);
  }

  /** The same signature, or another one by the same payer where the buyer named the payment. */
  private async isSignedByPayer(claim: PaymentClaim, given: SchemePayload): Promise<boolean> {
    const network = this.networks.find(claim.network);
    if (network === undefined || claim.payment === null) return false;
    const held = network.readAuthorization(claim.payment.payload)?.signature;
    const signature = network.readAuthorization(given)?.signature;
    if (held === undefined || signature === undefined) return false;
    return safeEqual(sha256(held), sha256(signature)) || network.isSigned(given);
  }

  /**
   * Waits for the claim to end, and goes on with it where nobody does. Whoever comes while a charged
   * call rests is told so, and when its next run may begin.
   * @returns the settled claim; undefined once `stop` is aborted
   * @throws {Problem} the failure it ended with, or that the outcome is not known
   */
  async resultOf(
    id: string,
    work: Work | undefined,
    audience: Audience,
    stop: AbortSignal,
  ): Promise<PaymentClaim | undefined> {
    for (let poll = FIRST_POLL_MS; !stop.aborted; poll = Math.min(poll * 2, SLOWEST_POLL_MS)) {
      const claim = await this.read(id);
      if (isDone(claim)) return claim;
      const held = await this.pickUp(claim);
      if (held !== undefined) return this.runner.start(held, work, audience).ended;
      if (claim.endedAt !== null && hasFailure(claim)) throw await this.failures.of(claim);
      const rest = restOf(claim, this.clock.now());
      if (rest !== undefined && hasFailure(claim)) throw await this.failures.of(claim, rest);
      await sleep(poll, undefined, { signal: stop }).catch(() => undefined);
    }
    return undefined;
  }

  /**
   * The settled claim, when the call has ended with a result; undefined while it goes on.
   * @throws {Problem} the failure it ended with
   */
  async endOf(id: string): Promise<PaymentClaim | undefined> {
    const claim = await this.read(id);
    if (isDone(claim)) return claim;
    if (claim.endedAt !== null && hasFailure(claim)) throw await this.failures.of(claim);
    return undefined;
  }

  /** What was never charged can be gone: no claim is that the network was asked for. */
  private async read(id: string): Promise<PaymentClaim> {
    const claim = await this.claims.find(id);
    if (claim === null) throw new Problem(callInterrupted, { payment: 'not_charged' });
    return claim;
  }

  private pickUp(claim: PaymentClaim) {
    const { endedAt, leaseToken, leaseExpiresAt } = claim;
    const isFree =
      leaseToken === null || (leaseExpiresAt !== null && leaseExpiresAt < this.clock.now());
    return endedAt === null && isFree ? this.claims.takeOver(claim.id) : undefined;
  }
}

function isDone({ status, work }: PaymentClaim): boolean {
  return status === 'settled' && work === 'done';
}

/** At the address that was paid for, what was bought counts, not what is for sale there by now. */
function digestOf(claim: PaymentClaim, { forSale, input }: RepeatedRequest): Buffer {
  const isSameAddress = forSale === undefined || forSale.url === claim.resourceUrl;
  return requestDigest(isSameAddress ? claim.subject : forSale.subject, input);
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { safeEqual, sha256 } from '../../../common/crypto/index.js';
import { Problem } from '../../../common/errors/index.js';
import type { PaymentNetwork, SchemePayload } from '../networks/payment-network.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { paymentAlreadyUsed, paymentRequired, resultExpired } from '../problems.js';
import type { PaymentClaim } from '../settlement/claim.entity.js';
import { Claims } from '../settlement/claims.service.js';
import { restOf } from '../settlement/rerun.js';
import { requestDigest } from '../x402/request-digest.js';
import type { Audience } from './audience.js';
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
}

/** Answers a payment that is claimed already: with the result, once there is one. */
@Injectable()
export class Replay {
  constructor(
    private readonly claims: Claims,
    private readonly runner: CallRunner,
    private readonly networks: PaymentNetworks,
    private readonly failures: ToldFailures,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes sure that whoever sends `repeated` is who holds `claim`, and wants the same.
   * @throws {Problem} `payment_already_used` for another request, `payment_required` for somebody
   * else's signature, `result_expired` when the result was kept long enough
   */
  async assertSame(claim: PaymentClaim, repeated: RepeatedRequest): Promise<void> {
    const { payment, purgedAt } = claim;
    if (!safeEqual(claim.requestDigest, digestOf(claim, repeated))) {
      throw new Problem(paymentAlreadyUsed, { payment: 'not_charged' });
    }
    if (payment === null || purgedAt !== null) {
      throw new Problem(resultExpired, { payment: 'charged' });
    }
    const network = this.networks.find(claim.network);
    if (network && (await isSamePayer(network, payment.payload, repeated.payload))) return;
    const extensions = { reason: 'invalid_signature' };
    throw new Problem(paymentRequired, { payment: 'not_charged', extensions });
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
      const claim = await this.claims.find(id);
      if (claim === null) throw new Error(`claim ${id} is gone`);
      if (claim.status === 'settled' && claim.work === 'done') return claim;
      const held = await this.pickUp(claim);
      if (held !== undefined) return this.runner.start(held, work, audience).ended;
      if (claim.endedAt !== null && hasFailure(claim)) throw await this.failures.of(claim);
      const rest = restOf(claim, this.clock.now());
      if (rest !== undefined && hasFailure(claim)) throw await this.failures.of(claim, rest);
      await sleep(poll, undefined, { signal: stop }).catch(() => undefined);
    }
    return undefined;
  }

  private pickUp(claim: PaymentClaim) {
    const { endedAt, leaseToken, leaseExpiresAt } = claim;
    const isFree =
      leaseToken === null || (leaseExpiresAt !== null && leaseExpiresAt < this.clock.now());
    return endedAt === null && isFree ? this.claims.takeOver(claim.id) : undefined;
  }
}

/** At the address that was paid for, what was bought counts, not what is for sale there by now. */
function digestOf(claim: PaymentClaim, { forSale, input }: RepeatedRequest): Buffer {
  const isSameAddress = forSale === undefined || forSale.url === claim.resourceUrl;
  return requestDigest(isSameAddress ? claim.subject : forSale.subject, input);
}

/** The same signature, or another one by the same payer where the buyer named the payment. */
async function isSamePayer(
  network: PaymentNetwork,
  held: SchemePayload,
  given: SchemePayload,
): Promise<boolean> {
  const [one, other] = [held, given].map((each) => network.readAuthorization(each)?.signature);
  if (one === undefined || other === undefined) return false;
  return safeEqual(sha256(one), sha256(other)) || network.isSigned(given);
}

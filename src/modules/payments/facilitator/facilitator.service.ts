import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../../common/observability/index.js';
import type { HeldClaim } from '../settlement/held-claim.js';
import { type CircuitOptions, GuardedFacilitator } from './circuit.service.js';
import {
  type Facilitator,
  FACILITATORS,
  NotAsked,
  type SettlementReply,
  type Verification,
} from './facilitator.js';
import { readSettleReply, readVerifyReply } from './reply.js';

const CIRCUIT: CircuitOptions = { failures: 5, pauseMs: 10_000 };

/**
 * Asks facilitators about claims, the next one where one does not answer. Replies are parsed, and a
 * failure is never taken for a no.
 */
@Injectable()
export class FacilitatorService implements OnApplicationShutdown {
  private readonly guarded: readonly GuardedFacilitator[];

  constructor(
    @Inject(FACILITATORS) facilitators: readonly Facilitator[],
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.guarded = facilitators.map((each) => new GuardedFacilitator(each, CIRCUIT));
  }

  /** Verifying moves nothing, so every facilitator may be asked, until one has an answer. */
  async verify(claim: HeldClaim): Promise<Verification> {
    const { payload, requirements } = claim.payment;
    let verdict: Verification = { kind: 'unavailable', reason: 'no_reply' };
    for (const guarded of this.servingNetwork(claim.network)) {
      try {
        const reply = await guarded.ask((each) => each.verify(payload, requirements));
        verdict = readVerifyReply(reply, claim);
        if (verdict.kind !== 'unavailable') return verdict;
      } catch (error) {
        this.warn(error, claim, guarded, 'a facilitator did not verify');
      }
    }
    return verdict;
  }

  /** The next facilitator is asked only when the one before certainly was not: money may move. */
  async settle(claim: HeldClaim): Promise<SettlementReply> {
    const { payload, requirements } = claim.payment;
    for (const guarded of this.servingNetwork(claim.network)) {
      try {
        const reply = await guarded.ask((each) => each.settle(payload, requirements));
        return readSettleReply(reply, claim, guarded.facilitator.readsChain);
      } catch (error) {
        this.warn(error, claim, guarded, 'a facilitator did not answer a settlement');
        if (!(error instanceof NotAsked)) return { kind: 'unknown', reason: 'no_reply' };
      }
    }
    return { kind: 'not_asked', reason: 'facilitator_unavailable' };
  }

  /** Whether each facilitator is asked at present, by its name. */
  states(): Record<string, 'asked' | 'left_alone'> {
    return Object.fromEntries(
      this.guarded.map(({ facilitator, isOpen }) => [
        facilitator.name,
        isOpen ? ('left_alone' as const) : ('asked' as const),
      ]),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.guarded.map(({ facilitator }) => facilitator.close?.()));
  }

  private servingNetwork(network: string): readonly GuardedFacilitator[] {
    return this.guarded.filter(({ facilitator }) => (facilitator.network ?? network) === network);
  }

  private warn(
    error: unknown,
    { id: claimId }: HeldClaim,
    { facilitator }: GuardedFacilitator,
    message: string,
  ): void {
    this.logger.warn({ err: error, claimId, facilitator: facilitator.name }, message);
  }
}

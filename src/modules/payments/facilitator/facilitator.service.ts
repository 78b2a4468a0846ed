import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER, traced, type TracedWork } from '../../../common/observability/index.js';
import { amountAsked } from '../claims/charge.js';
import type { HeldClaim, PayableClaim } from '../claims/held-claim.js';
import { type CircuitOptions, GuardedFacilitator } from './guarded-facilitator.client.js';
import {
  type Facilitator,
  FACILITATORS,
  NotAsked,
  OutOfGas,
  type SettlementReply,
  type Verification,
} from './facilitator.js';
import { indexReportIn } from './extension-responses.js';
import { GasWatch } from './gas-watch.service.js';
import { type IndexedSale, IndexReports } from './index-reports.service.js';
import { Metering } from './metering.service.js';
import { facilitatorNamedIn } from './settler.js';
import { readSettleReply, readVerifyReply } from './reply.js';

/** A payment that a facilitator can judge; its `id`, where it has one, is for the log. */
export type VerifiablePayment = Pick<HeldClaim, 'network' | 'payer' | 'amount' | 'payment'> &
  Partial<Pick<HeldClaim, 'id' | 'declared'>> &
  IndexedSale;

const CIRCUIT: CircuitOptions = { failures: 5, pauseMs: 10_000 };

/**
 * Asks facilitators about claims, the next one where one does not answer. Replies are parsed, and a
 * failure is never taken for a no.
 */
@Injectable()
export class FacilitatorService implements OnApplicationShutdown {
  /** By network: a chain that is down closes no other. */
  private readonly guarded = new Map<string, readonly GuardedFacilitator[]>();

  constructor(
    @Inject(FACILITATORS) private readonly facilitators: readonly Facilitator[],
    private readonly gas: GasWatch,
    private readonly indexes: IndexReports,
    private readonly metering: Metering,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Verifying moves nothing, so every facilitator may be asked, until one has an answer.
   * @param isSigned whether the payer is known to have signed; a stranger's payment may be made to
   * upset a facilitator
   */
  async verify(payment: VerifiablePayment, isSigned: boolean): Promise<Verification> {
    const { requirements } = payment.payment;
    const payload = payloadOf(payment);
    let verdict: Verification = { kind: 'unavailable', reason: 'no_reply' };
    for (const guarded of await this.serving(payment)) {
      try {
        const question = (each: Facilitator) => each.verify(payload, requirements);
        const reply = await traced(askedOf(guarded, 'verify', payment), () =>
          isSigned ? guarded.ask(question) : guarded.askAboutDoubtful(question),
        );
        this.noteIndex(payment, guarded, reply, false);
        verdict = readVerifyReply(reply, payment);
        if (verdict.kind !== 'unavailable') return verdict;
      } catch (error) {
        this.warn(error, payment, guarded, 'a facilitator did not verify');
      }
    }
    return verdict;
  }

  /** The next facilitator is asked only when the one before certainly was not: money may move. */
  async settle(claim: PayableClaim & Pick<HeldClaim, 'declared'>): Promise<SettlementReply> {
    const asked = { ...claim, amount: amountAsked(claim) };
    const requirements = { ...claim.payment.requirements, amount: asked.amount.toString() };
    const payload = payloadOf(claim);
    for (const guarded of await this.serving(claim)) {
      try {
        const reply = await traced(askedOf(guarded, 'settle', claim), () =>
          guarded.ask((each) => each.settle(payload, requirements)),
        );
        this.noteIndex(claim, guarded, reply, true);
        return readSettleReply(reply, asked, guarded.facilitator.tellsWhatItSent);
      } catch (error) {
        this.warn(error, claim, guarded, 'a facilitator did not answer a settlement');
        if (error instanceof OutOfGas) await this.gas.noteRefusal(claim.network);
        if (!(error instanceof NotAsked)) return { kind: 'unknown', reason: 'no_reply' };
      }
    }
    return { kind: 'not_asked', reason: 'facilitator_unavailable' };
  }

  /** The id that the claim's transaction will have; undefined where that is not known before it is sent. */
  transactionOf({ network, payment }: PayableClaim): string | undefined {
    const first = this.facilitators.find((each) => each.serves(network));
    return first?.transactionOf?.(payment.payload);
  }

  /** Whether each facilitator is asked at present about every network, by its name. */
  states(): Record<string, 'asked' | 'left_alone'> {
    const open = [...this.guarded.values()].flat().filter(({ isOpen }) => isOpen);
    const leftAlone = new Set(open.map(({ facilitator }) => facilitator));
    return Object.fromEntries(
      this.facilitators.map((each) => [
        each.name,
        leftAlone.has(each) ? ('left_alone' as const) : ('asked' as const),
      ]),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.facilitators.map((each) => each.close?.()));
  }

  /** Those that may be asked, in their order: of a payment that names its facilitator, that one. */
  private async serving({ network, payment }: Pick<VerifiablePayment, 'network' | 'payment'>) {
    const all = this.servingNetwork(network);
    const named = facilitatorNamedIn(payment.requirements);
    if (named === undefined) return all;
    const settle = await Promise.all(
      all.map(({ facilitator }) =>
        this.metering.settles(facilitator, network, named).catch(() => false),
      ),
    );
    return all.filter((_, n) => settle[n]);
  }

  private servingNetwork(network: string): readonly GuardedFacilitator[] {
    const known = this.guarded.get(network);
    if (known !== undefined) return known;
    const serving = this.facilitators
      .filter((each) => each.serves(network))
      .map((each) => new GuardedFacilitator(each, CIRCUIT));
    this.guarded.set(network, serving);
    return serving;
  }

  private noteIndex(
    sale: IndexedSale,
    { facilitator }: GuardedFacilitator,
    reply: unknown,
    isSettlement: boolean,
  ): void {
    const said = indexReportIn(reply);
    const report = said && { ...said, index: facilitator.name };
    this.indexes.note(sale, report, isSettlement);
  }

  private warn(
    error: unknown,
    { id: claimId }: { readonly id?: string },
    { facilitator }: GuardedFacilitator,
    message: string,
  ): void {
    this.logger.warn({ err: error, claimId, facilitator: facilitator.name }, message);
  }
}

/** The payment with what is told of the thing sold, and what settling it needs. */
function payloadOf({ payment, declared }: Pick<VerifiablePayment, 'payment' | 'declared'>) {
  const { payload } = payment;
  const extensions = { ...payload.extensions, ...declared?.extensions };
  const isAny = Object.keys(extensions).length > 0;
  return { ...payload, ...declared, ...(isAny && { extensions }) };
}

function askedOf(
  { facilitator }: GuardedFacilitator,
  what: 'verify' | 'settle',
  { network }: Pick<VerifiablePayment, 'network'>,
): TracedWork {
  const attributes = { 'coinslot.facilitator': facilitator.name, 'coinslot.network': network };
  return { name: `facilitator ${what}`, kind: 'client', attributes };
}

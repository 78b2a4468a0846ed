import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { Problem } from '../../../common/errors/index.js';
import { NOBODY } from '../calls/audience.js';
import { type CallAnswer, PaidCalls } from '../calls/paid-calls.service.js';
import { isByUse } from '../claims/charge.js';
import type { ClaimPolicy } from '../claims/claim-lifecycle.js';
import { Demand } from '../demand/demand.service.js';
import { workFailed } from '../payment-problems.js';
import { unexpected } from './challenge-problem.js';
import { ChallengeProblems } from './challenge-problems.service.js';
import { EventStream } from './event-stream.js';
import { PaidAnswers } from './paid-answers.service.js';
import type { PaidRequest, PaymentAttempt, RepeatedPayment } from './payment-attempt.js';
import { type AnswerPreferences, readPreferences } from './preferences.js';

/** Of what request a stream is the answer. */
interface StreamedRequest {
  readonly requestId: string;
  readonly patience: AbortSignal | undefined;
}

/** A result that is events already. */
const WHOLE = { stream: true, respondAsync: false, waitMs: undefined } as const;

/** Runs the handler once for its payment, settles, and answers with the stored result. */
@Injectable()
export class SettlementInterceptor implements NestInterceptor {
  constructor(
    private readonly paidCalls: PaidCalls,
    private readonly challenges: ChallengeProblems,
    private readonly answers: PaidAnswers,
    private readonly demand: Demand,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<PaidRequest>();
    const attempt = request.paymentAttempt;
    if (attempt === undefined) throw new Error('the payment guard has not run');
    const wishes = readPreferences(request.headers);
    const stream = wishes.stream && !wishes.respondAsync ? new EventStream() : undefined;
    const reply = http.getResponse<FastifyReply>();
    const patience = wishes.waitMs === undefined ? undefined : AbortSignal.timeout(wishes.waitMs);
    const handle = () => runHandler(next, reply);
    const answer = this.run(attempt, request, handle, wishes, stream);
    return of(
      stream === undefined
        ? await this.answers.whole(attempt, await answer, reply, { ...wishes, patience })
        : await this.stream(attempt, answer, reply, stream, { requestId: request.id, patience }),
    );
  }

  private async run(
    attempt: PaymentAttempt | RepeatedPayment,
    request: PaidRequest,
    handle: () => Promise<unknown>,
    wishes: AnswerPreferences,
    stream: EventStream | undefined,
  ): Promise<CallAnswer> {
    const audience = stream ?? NOBODY;
    const waitMs = stream === undefined ? wishes.waitMs : undefined;
    const quote = 'quote' in attempt ? attempt.quote : undefined;
    try {
      if ('repeats' in attempt) {
        const { route, repeats } = attempt;
        const work = route.resume && { run: route.resume.bind(route) };
        return await this.paidCalls.join(repeats, work, audience, waitMs);
      }
      const { route, offer, claim, declared, claimant, isVerified } = attempt;
      const trial = this.demand.tried(attempt.quote, claim.payer);
      const policy = policyOf(attempt, stream !== undefined);
      return await this.paidCalls.run(
        { ...claim, policy, detached: wishes.respondAsync, declared, isVerified, trial },
        claimant,
        {
          admit: async (call) => route.admit?.(call, offer),
          run: (call) => {
            request.paidCall = { ...call, offer };
            return handle();
          },
        },
        audience,
        waitMs,
      );
    } catch (error) {
      const problem = unexpected(error, 'unknown');
      throw quote ? this.challenges.complete(problem, quote) : problem;
    }
  }

  /** The head of the answer waits for the payment, so that a refusal can still be a 402. */
  private async stream(
    attempt: PaymentAttempt | RepeatedPayment,
    answer: Promise<CallAnswer>,
    reply: FastifyReply,
    stream: EventStream,
    { requestId, patience }: StreamedRequest,
  ): Promise<unknown> {
    await Promise.race([stream.opened, answer]);
    const ended = stream.paid === undefined ? await answer : undefined;
    const paid = stream.paid ?? ended?.claim;
    if (paid === undefined) return this.answers.pending(attempt, (await answer).id, reply, false);
    if (ended !== undefined && this.answers.isEvents(attempt, paid)) {
      return this.answers.whole(attempt, ended, reply, { ...WHOLE, patience });
    }
    const body = this.answers.open(attempt, paid, reply, stream);
    void this.answers.finish(attempt, paid, answer, stream, requestId);
    return body;
  }
}

/** An error status that the handler set, or wrote past Nest, is a failure like one that was thrown. */
async function runHandler(next: CallHandler, reply: FastifyReply): Promise<unknown> {
  const result = await lastValueFrom<unknown>(next.handle());
  if (reply.statusCode >= 400) throw new Problem(workFailed(reply.statusCode));
  return result;
}

function policyOf({ quote, mayExpire, claim }: PaymentAttempt, streams: boolean): ClaimPolicy {
  const { settlementPolicy } = quote;
  if (mayExpire) return 'before_execution';
  // What it comes to is known at its end: nothing of it is shown before.
  if (isByUse(claim)) return settlementPolicy;
  return streams && settlementPolicy === 'after_execution' ? 'at_first_output' : settlementPolicy;
}

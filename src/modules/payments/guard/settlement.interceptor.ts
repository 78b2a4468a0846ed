import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { internalError, Problem } from '../../../common/errors/index.js';
import { NOBODY } from '../calls/audience.js';
import { type CallAnswer, PaidCalls } from '../calls/paid-calls.service.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { Receipts } from '../receipts/receipts.service.js';
import type { PaymentClaim } from '../settlement/claim.entity.js';
import type { ClaimPolicy } from '../settlement/lifecycle.js';
import { workFailed } from '../problems.js';
import { RECEIPT_HEADER, settlementHeaders } from '../x402/response-headers.js';
import { onPaidRoute, unexpected } from './challenge-problem.js';
import { EventStream } from './event-stream.js';
import { errorEvent, paidBody, rawBody, writePending } from './paid-answer.js';
import type { PaidRequest, PaymentAttempt, RepeatedPayment } from './payment-attempt.js';
import { type AnswerPreferences, readPreferences } from './preferences.js';

/** Runs the handler once for its payment, settles, and answers with the stored result. */
@Injectable()
export class SettlementInterceptor implements NestInterceptor {
  constructor(
    private readonly paidCalls: PaidCalls,
    private readonly networks: PaymentNetworks,
    private readonly receipts: Receipts,
    @Inject(CONFIG) private readonly config: Config,
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
        ? await this.answer(attempt, await answer, reply, { ...wishes, patience })
        : await this.stream(attempt, answer, reply, stream, request.id),
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
        return await this.paidCalls.join(repeats.id, work, audience, waitMs);
      }
      const { route, offer, claim } = attempt;
      const policy = policyOf(attempt.quote.settlementPolicy, stream !== undefined);
      return await this.paidCalls.run(
        { ...claim, policy, detached: wishes.respondAsync },
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
      throw quote ? onPaidRoute(problem, quote, (id) => this.networks.find(id)) : problem;
    }
  }

  private async answer(
    attempt: PaymentAttempt | RepeatedPayment,
    { id, claim }: CallAnswer,
    reply: FastifyReply,
    { respondAsync, patience }: AnswerPreferences & { patience: AbortSignal | undefined },
  ): Promise<unknown> {
    if (claim === undefined) return this.pending(attempt, id, reply, respondAsync);
    const { route } = attempt;
    this.writePaid(attempt, reply, claim);
    const receipt = await this.receipts.of(claim);
    const addendum = await route.addendum?.(claim, patience);
    reply.headers({ ...addendum?.headers, [RECEIPT_HEADER]: receipt.signature });
    const raw = route.raw?.(claim.result);
    return raw === undefined ? paidBody(route, claim, receipt, addendum) : rawBody(raw, reply);
  }

  /** The head of the answer waits for the payment, so that a refusal can still be a 402. */
  private async stream(
    attempt: PaymentAttempt | RepeatedPayment,
    answer: Promise<CallAnswer>,
    reply: FastifyReply,
    stream: EventStream,
    requestId: string,
  ): Promise<unknown> {
    await Promise.race([stream.opened, answer]);
    const paid = stream.paid ?? (await answer).claim;
    if (paid === undefined) return this.pending(attempt, (await answer).id, reply, false);
    this.writePaid(attempt, reply, paid);
    reply.header('x-accel-buffering', 'no');
    void this.finish(attempt, answer, stream).catch((error: unknown) =>
      stream.end(errorEvent(toProblem(error), requestId)),
    );
    return new StreamableFile(stream.body, { type: 'text/event-stream; charset=utf-8' });
  }

  /** What was not shown live is shown from the result; `done` carries what a JSON answer would be. */
  private async finish(
    { route }: PaymentAttempt | RepeatedPayment,
    answer: Promise<CallAnswer>,
    stream: EventStream,
  ): Promise<void> {
    const { claim } = await answer;
    if (claim === undefined) throw new Error('a call that is watched has to end');
    const events = stream.paid === undefined ? (route.replay?.(claim.result) ?? []) : [];
    for (const event of events) stream.send(event);
    const receipt = await this.receipts.of(claim);
    const addendum = await route.addendum?.(claim, undefined);
    stream.end({ event: 'done', data: paidBody(route, claim, receipt, addendum) });
  }

  /** Tells the buyer of the settlement in their version of x402, and keeps caches away. */
  private writePaid(
    { x402Version }: PaymentAttempt | RepeatedPayment,
    reply: FastifyReply,
    claim: PaymentClaim,
  ): void {
    const { network: id, payer, amount, transaction } = claim;
    if (transaction === null) throw new Error(`claim ${claim.id} is not settled`);
    const network = { id, v1Name: this.networks.find(id)?.v1Name };
    reply.headers(settlementHeaders({ transaction, payer, amount }, network, x402Version));
    reply.header('cache-control', 'private, no-store').status(200);
  }

  private async pending(
    { route }: PaymentAttempt | RepeatedPayment,
    id: string,
    reply: FastifyReply,
    respondAsync: boolean,
  ): Promise<unknown> {
    const path = route.statusPath?.(id);
    const where = path === undefined ? {} : { statusUrl: `${this.config.PUBLIC_URL}${path}` };
    const ticket = await this.receipts.ticket(id);
    return writePending(reply, { id, ...where, ticket }, respondAsync);
  }
}

/** An error status that the handler set, or wrote past Nest, is a failure like one that was thrown. */
async function runHandler(next: CallHandler, reply: FastifyReply): Promise<unknown> {
  const result = await lastValueFrom<unknown>(next.handle());
  if (reply.statusCode >= 400) throw new Problem(workFailed(reply.statusCode));
  return result;
}

function toProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(internalError, { payment: 'charged' });
}

function policyOf(
  settlementPolicy: 'after_execution' | 'before_execution',
  streams: boolean,
): ClaimPolicy {
  return streams && settlementPolicy === 'after_execution' ? 'at_first_output' : settlementPolicy;
}

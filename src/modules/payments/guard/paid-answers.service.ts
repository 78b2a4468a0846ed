import { Injectable, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { CallAnswer } from '../calls/paid-calls.service.js';
import { CallRecords } from '../calls/call-records.service.js';
import { FailedCalls } from '../calls/failed-calls.service.js';
import { WayBack } from '../calls/way-back.service.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { OfferReceipts } from '../receipts/offer-receipts.service.js';
import { Receipts } from '../receipts/receipts.service.js';
import { amountPaid } from '../claims/charge.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { isEventStream } from '../x402/is-event-stream.js';
import { RECEIPT_HEADER, settlementHeaders } from '../x402/response-headers.js';
import {
  BUYERS_ONLY,
  errorEvent,
  liveBody,
  paidBody,
  rawBody,
  writePending,
} from './paid-answer.js';
import type { EventStream } from './event-stream.js';
import type { PaymentAttempt, RepeatedPayment } from './payment-attempt.js';
import type { AnswerPreferences } from './preferences.js';

type Answered = Pick<PaymentAttempt | RepeatedPayment, 'route' | 'x402Version'>;

/** Writes what a buyer gets for their payment: the result, whole or as events, or where it will be. */
@Injectable()
export class PaidAnswers {
  constructor(
    private readonly networks: PaymentNetworks,
    private readonly receipts: Receipts,
    private readonly proofs: OfferReceipts,
    private readonly wayBack: WayBack,
    private readonly failed: FailedCalls,
    private readonly calls: CallRecords,
  ) {}

  /** The stored result, or 202 when it takes longer than the buyer waits. */
  async whole(
    answered: Answered,
    { id, claim }: CallAnswer,
    reply: FastifyReply,
    { respondAsync, patience }: AnswerPreferences & { readonly patience: AbortSignal | undefined },
  ): Promise<unknown> {
    if (claim === undefined) return this.pending(answered, id, reply, respondAsync);
    try {
      return await this.result(answered, claim, reply, patience);
    } catch (error) {
      throw await this.failed.complete(claim, error);
    }
  }

  private async result(
    answered: Answered,
    claim: PaymentClaim,
    reply: FastifyReply,
    patience: AbortSignal | undefined,
  ): Promise<unknown> {
    const { route } = answered;
    const receipt = this.receipts.of(claim);
    const addendum = await route.addendum?.(claim, patience);
    const raw = route.raw?.(claim.result);
    const { ticket } = this.wayBack.of(claim);
    const body =
      raw === undefined
        ? paidBody(route, claim, { receipt, ticket }, addendum)
        : rawBody(raw, reply);
    reply.headers({ ...addendum?.headers, ...this.headersOf(answered, claim, receipt.signature) });
    if (raw === undefined) reply.status(200);
    return body;
  }

  /** Whether the result is an event stream itself: it is answered as it is. */
  isEvents({ route }: Answered, { result }: PaymentClaim): boolean {
    const raw = route.raw?.(result);
    return raw !== undefined && isEventStream(raw);
  }

  /**
   * Writes the head of a stream, and its first event unless it has bytes to pass on: from now on its
   * buyer can come back.
   */
  open(
    answered: Answered,
    claim: PaymentClaim,
    reply: FastifyReply,
    stream: EventStream,
  ): StreamableFile {
    const { head, body } = stream;
    const receipt = this.receipts.of(claim);
    const type = 'text/event-stream; charset=utf-8';
    const file = head ? liveBody(head, body, reply) : new StreamableFile(body, { type });
    reply.headers(this.headersOf(answered, claim, receipt.signature));
    reply.header('x-accel-buffering', 'no');
    if (head === undefined) reply.status(200);
    const paid = { event: 'paid', data: { ...this.wayBack.of(claim), receipt } };
    stream.begin(head === undefined ? paid : undefined);
    return file;
  }

  /**
   * Ends a stream: what was not shown live is shown from the result, and `done` carries what a JSON
   * answer would be; or `error`, with the way back. Bytes that were passed on just end. Never rejects.
   */
  async finish(
    { route }: Answered,
    paid: PaymentClaim,
    answer: Promise<CallAnswer>,
    stream: EventStream,
    requestId: string,
  ): Promise<void> {
    try {
      const { claim } = await answer;
      if (claim === undefined) throw new Error('a call that is watched has to end');
      if (stream.head !== undefined) return stream.end();
      const events = stream.paid === undefined ? (route.replay?.(claim.result) ?? []) : [];
      for (const event of events) stream.send(event);
      const receipt = this.receipts.of(claim);
      const addendum = await route.addendum?.(claim, undefined);
      const { ticket } = this.wayBack.of(claim);
      stream.end({ event: 'done', data: paidBody(route, claim, { receipt, ticket }, addendum) });
    } catch (error) {
      stream.fail(errorEvent(await this.failed.complete(paid, error), requestId));
    }
  }

  /** 202: the call goes on, how it stands, and where to ask for it. */
  async pending(
    { route }: Answered,
    id: string,
    reply: FastifyReply,
    respondAsync: boolean,
  ): Promise<unknown> {
    const call = { id, route: route.id };
    try {
      const { payment, transaction } = (await this.calls.find(id)) ?? UNKNOWN_YET;
      reply.headers(this.wayBack.headers(call));
      const state = { ...this.wayBack.of(call), status: 'running', payment, transaction } as const;
      return writePending(reply, state, respondAsync);
    } catch (error) {
      throw await this.failed.complete(call, error);
    }
  }

  /** Of an answer to a charged call, in the buyer's version of x402; no cache may keep it. */
  private headersOf(
    { x402Version }: Answered,
    claim: PaymentClaim,
    signature: string,
  ): Record<string, string> {
    const { network: id, payer, transaction } = claim;
    if (transaction === null) throw new Error(`claim ${claim.id} is not settled`);
    const network = { id, v1Name: this.networks.find(id)?.v1Name };
    const amount = amountPaid(claim);
    const settled = { transaction, payer, amount, extensions: this.proofs.receiptOf(claim) };
    return {
      ...settlementHeaders(settled, network, x402Version),
      ...this.wayBack.headers(claim),
      ...BUYERS_ONLY,
      [RECEIPT_HEADER]: signature,
    };
  }
}

const UNKNOWN_YET = { payment: 'unknown', transaction: null } as const;

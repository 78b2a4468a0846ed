import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { FunctionCall } from '../../../common/database/index.js';
import { invalidInput, methodNotAllowed, Problem } from '../../../common/errors/index.js';
import { assertReadableBody, carriesPayment } from '../../../common/http/index.js';
import type {
  Addendum,
  EndedCall,
  IndexReport,
  LiveEvent,
  PaidCall,
  PaidRoute,
  Quote,
  RawAnswer,
  Receipt,
} from '../../payments/index.js';
import { Executors } from '../executors/executors.service.js';
import { isTooLarge } from '../limits/input-size.js';
import { inputTooLarge } from '../execution-problems.js';
import { Contents } from '../results/contents.service.js';
import { StorageWishes } from '../storage/storage-wishes.service.js';
import { addressOf, callRequestOf, inputOf, isAddressed } from './call-input.js';
import type { ExecutionResult } from '../results/execution-result.js';
import { PaidRuns } from './paid-runs.service.js';
import { Quotes, type VersionOffer } from './quotes.service.js';
import { referral } from './referral.js';

/** Sells calls of resources, by their URL and by `POST /execute`. */
@Injectable()
export class ResourceCall implements PaidRoute<VersionOffer> {
  readonly id = 'resource';

  constructor(
    private readonly quotes: Quotes,
    private readonly executors: Executors,
    private readonly runs: PaidRuns,
    private readonly contents: Contents,
    private readonly storage: StorageWishes,
  ) {}

  async quote(request: FastifyRequest): Promise<Quote<VersionOffer>> {
    const address = addressOf(request);
    if (address === undefined) {
      assertReadableBody(request);
      const errors = [{ field: 'resourceId', message: 'must be the id of a resource' }];
      throw new Problem(invalidInput, { errors });
    }
    const found = await this.quotes.find(address);
    if ('soldAt' in found) throw referral(found.soldAt, request);
    this.assertMethod(request, found);
    return found;
  }

  atHand(_method: string, path: string): Quote<VersionOffer> | undefined {
    return this.quotes.atHand(path);
  }

  /** Anybody may ask for the price, in any way; whoever pays uses a method that calls have. */
  private assertMethod(request: FastifyRequest, { offers }: Quote<VersionOffer>): void {
    const { method, headers } = request;
    if (!carriesPayment(headers) || !isAddressed(request)) return;
    const methods = new Set(offers.flatMap(({ version }) => this.methodsOf(version)));
    if (methods.has(method)) return;
    const allow = [...methods, 'HEAD', 'OPTIONS'].join(', ');
    throw new Problem(methodNotAllowed, { headers: { allow }, payment: 'not_charged' });
  }

  private methodsOf(version: VersionOffer['version']): readonly string[] {
    return this.executors.of(version).methodsOf?.(version.config) ?? ['GET', 'POST'];
  }

  async readInput(request: FastifyRequest, offerId: string): Promise<unknown> {
    const type = await this.quotes.typeOf(offerId);
    const executor = type === undefined ? undefined : this.executors.find(type);
    if (executor?.readRequest && isAddressed(request)) {
      return executor.readRequest(callRequestOf(request));
    }
    return inputOf(request);
  }

  checkInput(input: unknown, { version, resource }: VersionOffer): void {
    if (isTooLarge(resource.limits, input)) throw new Problem(inputTooLarge);
    const errors = this.executors.of(version).checkInput(version.config, input);
    if (errors.length > 0) throw new Problem(invalidInput, { errors });
  }

  admit(
    call: Pick<PaidCall, 'id' | 'payer' | 'input'>,
    { resource, version }: VersionOffer,
  ): Promise<void> {
    return this.runs.admit(call, resource, version);
  }

  readWish(request: FastifyRequest): unknown {
    return this.storage.read(request);
  }

  addendum(
    call: { readonly id: string; readonly wish: unknown },
    patience: AbortSignal | undefined,
  ): Promise<Addendum | undefined> {
    return this.storage.addendum(call, patience);
  }

  present(result: ExecutionResult, receipt: Receipt, ticket: string): unknown {
    const { id, content } = result;
    const shown = content && { content: this.contents.view(id, content) };
    return { ...result, ...shown, receipt, ticket };
  }

  raw({ content }: ExecutionResult): RawAnswer | undefined {
    return content && this.contents.answer(content);
  }

  replay(result: ExecutionResult): LiveEvent[] {
    return this.runs.eventsOf(result);
  }

  resume(call: Omit<PaidCall, 'offer'>): Promise<ExecutionResult> {
    return this.runs.resume(call);
  }

  statusPath(callId: string): string {
    return `/api/v1/executions/${callId}`;
  }

  onEnded(tx: EntityManager, call: EndedCall): Promise<void> {
    return this.runs.book(tx, call);
  }

  booking(call: EndedCall): FunctionCall | undefined {
    return this.runs.booking(call);
  }

  onIndexed(subject: string, report: IndexReport): Promise<void> {
    return this.runs.noteIndexed(subject, report);
  }
}

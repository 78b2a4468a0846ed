import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { answerEarly } from '../../../common/http/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { type AnsweredRequest, LOGGER, logRequest } from '../../../common/observability/index.js';
import { Demand } from '../demand/demand.service.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import type { Quote } from '../x402/quote.js';
import { CHALLENGE_HEADER } from '../x402/response-headers.js';
import { type AnswerHead, areAlike, fillHead, headOf } from './answer-head.js';
import { asksThePrice } from './asks-the-price.js';
import { ChallengeProblems } from './challenge-problems.service.js';
import type { PaidRequest } from './payment-attempt.js';

/** What each challenge has of its own. */
const OWN = ['x-request-id', 'content-length', CHALLENGE_HEADER.toLowerCase()];

/** How the challenges of a quote were answered before. */
interface Known {
  readonly head: AnswerHead;
  readonly route: string | undefined;
  /** Two in a row had this head: so does the next. */
  readonly isSure: boolean;
}

/** An answer that is ready to be sent. */
interface Prepared {
  readonly quote: Quote;
  readonly head: string[];
  /** A character for each byte. */
  readonly bytes: string;
  readonly about: Omit<AnsweredRequest, 'durationMs'>;
}

/**
 * Tells the price before Fastify, and before a body is read, to who only asks for it. It says nothing of its own:
 * the price is the one that the payment guard tells, and the headers are those that two ordinary answers had alike.
 * What is not at hand, or not known, goes the ordinary way.
 */
@Injectable()
export class EarlyChallenges implements OnModuleInit {
  private readonly known = new WeakMap<Quote, Known>();

  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly routes: PaidRoutes,
    private readonly challenges: ChallengeProblems,
    private readonly demand: Demand,
    private readonly lifetime: Lifetime,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    // Commands have the modules and no server.
    const adapter = this.host.httpAdapter as FastifyAdapter | null;
    if (adapter === null) return;
    const fastify = adapter.getInstance();
    fastify.addHook('onResponse', (request, reply, done) => {
      this.learn(request, reply);
      done();
    });
    answerEarly(fastify, (request, response) => this.answer(request, response));
  }

  private answer(request: IncomingMessage, response: ServerResponse): boolean {
    const begin = performance.now();
    const prepared = this.prepare(request);
    if (prepared === undefined) return false;
    const { quote, head, bytes, about } = prepared;
    this.demand.challengedSoon(quote, request.headers['user-agent'], () => {
      response.writeHead(about.status, head).end(bytes, 'latin1');
      const durationMs = Math.round(performance.now() - begin);
      logRequest(this.logger, this.host.httpAdapter.getHttpServer(), { ...about, durationMs });
    });
    return true;
  }

  /** Undefined for what goes the ordinary way; a failure here is met there again. */
  private prepare(request: IncomingMessage): Prepared | undefined {
    try {
      const quote = this.quoteFor(request);
      const known = quote && this.known.get(quote);
      if (quote === undefined || !known?.isSure) return undefined;
      const { type, details } = this.challenges.price(quote);
      const requestId = randomUUID();
      const written = details.written?.(requestId);
      if (written === undefined) return undefined;
      const { bytes, headers } = written;
      const own = { 'x-request-id': requestId, 'content-length': String(bytes.length), ...headers };
      const { method } = request;
      const about = { requestId, method, route: known.route, status: type.status };
      return { quote, head: fillHead(known.head, own), bytes, about };
    } catch (error) {
      this.logger.warn({ err: error }, 'a price could not be told early');
      return undefined;
    }
  }

  /** The head of an ordinary answer to a request that might have been answered here. */
  private learn(request: PaidRequest, reply: FastifyReply): void {
    const { askedPrice: quote, raw, routeOptions } = request;
    if (quote === undefined || this.quoteFor(raw) !== quote) return;
    const before = this.known.get(quote);
    const head = headOf(reply.getHeaders(), OWN);
    if (head === undefined || before?.isSure) return;
    const isSure = before !== undefined && areAlike(before.head, head);
    this.known.set(quote, { head, route: routeOptions.url, isSure });
  }

  private quoteFor(request: IncomingMessage): Quote | undefined {
    const { method = '', url = '' } = request;
    if (this.lifetime.isEnding || !asksThePrice(request)) return undefined;
    const end = url.indexOf('?');
    return this.routes.quoteAtHand(method, end < 0 ? url : url.slice(0, end));
  }
}

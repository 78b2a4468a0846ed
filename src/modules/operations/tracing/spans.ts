import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../../common/errors/index.js';
import {
  type AnsweredRequest,
  onAnswered,
  TRACED,
  type TracedWork,
} from '../../../common/observability/index.js';
import type { OpenTracer } from './otlp-tracer.client.js';

type Failed = TracedWork & { readonly error?: unknown };

const KINDS = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT } as const;

/**
 * Makes spans of requests, and of the work that is told of in them. Strangers' `traceparent` is not believed, and
 * none is sent: whoever is asked learns nothing of it.
 */
export class Spans {
  readonly #current = new AsyncLocalStorage<Context>();
  readonly #requests = new Map<string, Span>();
  readonly #work = new WeakMap<TracedWork, Span>();

  constructor(private readonly open: OpenTracer) {}

  traceRequests(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, _reply, done) => {
      this.#current.run(this.#begin(request), done);
    });
    onAnswered(fastify.server, (answered) => this.#answered(answered));
  }

  traceWork(): void {
    TRACED.start.bindStore(this.#current, (work) => this.#beginWork(work));
    TRACED.subscribe(this.#handlers);
  }

  close(): Promise<void> {
    TRACED.start.unbindStore(this.#current);
    TRACED.unsubscribe(this.#handlers);
    return this.open.close();
  }

  readonly #handlers = {
    start: () => undefined,
    end: () => undefined,
    asyncStart: () => undefined,
    error: (work: Failed) => fail(this.#work.get(work), codeOf(work.error)),
    asyncEnd: (work: Failed) => this.#work.get(work)?.end(),
  };

  #begin({ id, method, routeOptions }: FastifyRequest): Context {
    const span = this.open.tracer.startSpan(
      nameOf(method, routeOptions.url),
      { kind: SpanKind.SERVER },
      ROOT_CONTEXT,
    );
    this.#requests.set(id, span);
    return trace.setSpan(ROOT_CONTEXT, span);
  }

  /** A price that was told early is a span without any within. */
  #answered({ requestId, method = '', route, status, durationMs }: AnsweredRequest): void {
    const startTime = Date.now() - durationMs;
    const options = { kind: SpanKind.SERVER, startTime };
    const begun = this.#requests.get(requestId);
    const span = begun ?? this.open.tracer.startSpan(nameOf(method, route), options, ROOT_CONTEXT);
    this.#requests.delete(requestId);
    span.setAttributes({
      'http.request.method': method,
      'http.response.status_code': status,
      'coinslot.request.id': requestId,
      ...(route !== undefined && { 'http.route': route }),
    });
    if (status >= 500) fail(span, String(status));
    span.end();
  }

  #beginWork(work: TracedWork): Context {
    const parent = this.#current.getStore() ?? ROOT_CONTEXT;
    if (work.isPart === true && trace.getSpan(parent) === undefined) return parent;
    const { name, attributes } = work;
    const span = this.open.tracer.startSpan(name, { kind: KINDS[work.kind], attributes }, parent);
    this.#work.set(work, span);
    return trace.setSpan(parent, span);
  }
}

/** Patterns of routes and no addresses: these can name what nobody is to know. */
function nameOf(method: string, route: string | undefined): string {
  return route === undefined ? method : `${method} ${route}`;
}

function fail(span: Span | undefined, code: string): void {
  span?.setStatus({ code: SpanStatusCode.ERROR });
  span?.setAttribute('error.type', code);
}

/** What failed, in words of the server: messages can repeat what somebody sent. */
function codeOf(error: unknown): string {
  if (error instanceof Problem) return error.type.code;
  return error instanceof Error ? error.name : 'unknown';
}

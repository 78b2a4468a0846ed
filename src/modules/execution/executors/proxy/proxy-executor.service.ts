import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import {
  Egress,
  EgressFailure,
  type EgressRequest,
  type EgressResponse,
} from '../../../../common/egress/index.js';
import { type FieldError, Problem } from '../../../../common/errors/index.js';
import { ResourceSecrets } from '../../../integrations/index.js';
import type { Usage } from '../../../payments/index.js';
import type { ProxyConfig } from '../../../resources/index.js';
import {
  endpointSecretMissing,
  upstreamFailed,
  upstreamTimeout,
} from '../../execution-problems.js';
import { bytesOutput } from '../bytes-output.js';
import type { CallRequest, Executor, ExecutorCall, ExecutorEvent, Ownership } from '../executor.js';
import { ProvidesExecutor } from '../provides-executor.decorator.js';
import { executorsConfig } from '../executors.config.js';
import { isReadable, mimeTypeOf, passedBack, wishForEvents } from './headers.js';
import { complete, fromRequest, inputErrors, type ProxyInput, targetOf } from './proxy-input.js';

/** Only the endpoint knows what it takes: its creator says so in the description. */
const ANYTHING = { type: 'object', additionalProperties: true };

/** Successes that are told as they are; the others mean nothing to a buyer, or something else here. */
const TOLD_STATUSES: ReadonlySet<number> = new Set([201, 204]);

/** Passes a call on to the creator's endpoint, and its answer back. */
@ProvidesExecutor()
@Injectable()
export class ProxyExecutor implements Executor<ProxyConfig> {
  readonly type = 'proxy';

  constructor(
    private readonly egress: Egress,
    private readonly secrets: ResourceSecrets,
    @Inject(executorsConfig.KEY) private readonly config: ConfigType<typeof executorsConfig>,
  ) {}

  async obstacle({ secretHeader }: ProxyConfig, resource: Ownership) {
    const isReady = secretHeader === null || (await this.secretOf(resource)) !== undefined;
    return isReady ? undefined : endpointSecretMissing;
  }

  methodsOf({ methods }: ProxyConfig): readonly string[] {
    return methods;
  }

  longestRunMs({ timeoutMs }: ProxyConfig): number {
    return timeoutMs;
  }

  usageOf({ methods }: ProxyConfig): Partial<Usage> {
    const [first = 'POST'] = methods;
    const method = methods.includes('POST') ? 'POST' : first;
    return { method, input: ANYTHING, example: {}, output: bytesOutput('application/json') };
  }

  readRequest(request: CallRequest): ProxyInput {
    return fromRequest(request);
  }

  checkInput(config: ProxyConfig, input: unknown): FieldError[] {
    return inputErrors(config, input);
  }

  async *run(call: ExecutorCall<ProxyConfig>): AsyncIterable<ExecutorEvent> {
    const input = complete(call.config, call.input);
    const request = await this.prepare(call, input);
    const { url, rawQuery } = targetOf(call.config, input);
    const answer = await this.egress.request(url, { ...request, rawQuery }).catch(explain);
    try {
      yield readAnswer(answer);
    } finally {
      answer.body.destroy();
    }
  }

  private async prepare(
    call: ExecutorCall<ProxyConfig>,
    input: ProxyInput,
  ): Promise<EgressRequest> {
    const { secretHeader, timeoutMs } = call.config;
    const accept = call.wantsEvents ? wishForEvents(input.accept) : input.accept;
    const secret = secretHeader === null ? undefined : await this.secretOf(call);
    if (secretHeader !== null && secret === undefined) throw new Problem(endpointSecretMissing);
    const headers = {
      'user-agent': 'Coinslot',
      // A call that is run again after a crash is the same call to the endpoint.
      'idempotency-key': call.id,
      // Bytes are sold as they are: whoever buys them has not asked for a coding.
      'accept-encoding': 'identity',
      ...(input.contentType !== null && { 'content-type': input.contentType }),
      ...(input.contentEncoding !== undefined && { 'content-encoding': input.contentEncoding }),
      ...(accept !== undefined && { accept }),
      ...(input.acceptLanguage !== undefined && { 'accept-language': input.acceptLanguage }),
      ...(secretHeader !== null && secret && { [secretHeader]: secret.reveal() }),
    };
    return {
      method: input.method as EgressRequest['method'],
      headers,
      timeoutMs,
      maxBytes: this.config.maxAnswerBytes,
      signal: call.signal,
      ...(input.body !== null && { body: Buffer.from(input.body, 'base64') }),
    };
  }

  private secretOf({ ownerId, resourceId }: Ownership) {
    return this.secrets.revealForExecution(ownerId, resourceId);
  }
}

/** Only a success is an answer to sell; what else the endpoint says stays between it and us. */
function readAnswer({ status, headers, body }: EgressResponse): ExecutorEvent {
  if (status < 200 || status > 299) {
    throw new Problem(upstreamFailed, { extensions: { upstreamStatus: status } });
  }
  if (!isReadable(headers)) {
    throw new Problem(upstreamFailed, { extensions: { reason: 'content_encoding' } });
  }
  return {
    type: 'content',
    mimeType: mimeTypeOf(headers),
    filename: null,
    status: TOLD_STATUSES.has(status) ? status : 200,
    headers: passedBack(headers),
    body: explained(body),
  };
}

async function* explained(body: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const bytes of body) yield bytes as Uint8Array;
  } catch (error) {
    explain(error);
  }
}

/** @throws {Problem} for what the other side did wrong */
function explain(error: unknown): never {
  if (!(error instanceof EgressFailure)) throw error;
  const { kind, message } = error;
  const type = kind === 'timeout' ? upstreamTimeout : upstreamFailed;
  const detail = `${message}.`;
  throw new Problem(type, { detail, extensions: { reason: kind } }, { cause: error });
}

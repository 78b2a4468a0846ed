import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import {
  Egress,
  EgressFailure,
  type EgressRequest,
  type EgressResponse,
} from '../../../../common/egress/index.js';
import { type FieldError, Problem } from '../../../../common/errors/index.js';
import { ResourceSecrets } from '../../../integrations/index.js';
import type { ConfigOf } from '../../../resources/index.js';
import { creatorKeyMissing, upstreamFailed, upstreamTimeout } from '../../problems.js';
import type { CallRequest, Executor, ExecutorCall, ExecutorEvent, Ownership } from '../executor.js';
import { complete, fromRequest, inputErrors, type ProxyInput, targetUrl } from './input.js';

/** Largest answer of an endpoint: it is kept with the call until its retention ends. */
const MAX_ANSWER_BYTES = 4 * 1_048_576;

/** Passes a call on to the creator's endpoint, and its answer back. */
@Injectable()
export class ProxyExecutor implements Executor<ConfigOf<'proxy'>> {
  readonly type = 'proxy';

  constructor(
    private readonly egress: Egress,
    private readonly secrets: ResourceSecrets,
  ) {}

  async obstacle({ secretHeader }: ConfigOf<'proxy'>, resource: Ownership) {
    const isReady = secretHeader === null || (await this.secretOf(resource)) !== undefined;
    return isReady ? undefined : creatorKeyMissing;
  }

  readRequest(request: CallRequest): ProxyInput {
    return fromRequest(request);
  }

  checkInput(config: ConfigOf<'proxy'>, input: unknown): FieldError[] {
    return inputErrors(config, input);
  }

  async *run(call: ExecutorCall<ConfigOf<'proxy'>>): AsyncIterable<ExecutorEvent> {
    const input = complete(call.config, call.input);
    const request = await this.prepare(call, input);
    try {
      const answer = await this.egress.request(targetUrl(call.config, input), request);
      yield await readAnswer(answer);
    } catch (error) {
      throw error instanceof EgressFailure ? problemOf(error) : error;
    }
  }

  private async prepare(
    call: ExecutorCall<ConfigOf<'proxy'>>,
    input: ProxyInput,
  ): Promise<EgressRequest> {
    const { secretHeader, timeoutMs } = call.config;
    const secret = secretHeader === null ? undefined : await this.secretOf(call);
    if (secretHeader !== null && secret === undefined) throw new Problem(creatorKeyMissing);
    const headers = {
      'user-agent': 'Coinslot',
      // A call that is run again after a crash is the same call to the endpoint.
      'idempotency-key': call.id,
      ...(input.contentType !== null && { 'content-type': input.contentType }),
      ...(secretHeader !== null && secret && { [secretHeader]: secret.reveal() }),
    };
    return {
      method: input.method as EgressRequest['method'],
      headers,
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      signal: call.signal,
      ...(input.body !== null && { body: Buffer.from(input.body, 'base64') }),
    };
  }

  private secretOf({ ownerId, resourceId }: Ownership) {
    return this.secrets.revealForExecution(ownerId, resourceId);
  }
}

/** Only a success is an answer to sell; what else the endpoint says stays between it and us. */
async function readAnswer({ status, headers, body }: EgressResponse): Promise<ExecutorEvent> {
  if (status < 200 || status > 299) {
    body.destroy();
    throw new Problem(upstreamFailed, { extensions: { upstreamStatus: status } });
  }
  const bytes = await buffer(body);
  const { 'content-type': type } = headers;
  const mimeType = typeof type === 'string' ? type : 'application/octet-stream';
  return { type: 'content', mimeType, filename: null, base64: bytes.toString('base64') };
}

function problemOf({ kind }: EgressFailure): Problem {
  if (kind === 'timeout') return new Problem(upstreamTimeout);
  return new Problem(upstreamFailed, { extensions: { reason: kind } });
}

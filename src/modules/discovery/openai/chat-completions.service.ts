import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem, problemDocument } from '../../../common/errors/index.js';
import { PAYMENT_HEADER, PAYMENT_HEADER_V1 } from '../../../common/http/index.js';
import { TICKET_HEADER } from '../../payments/index.js';
import {
  type AddressAnswer,
  isBytes,
  readDocument,
  readUpTo,
} from '../paid-addresses/address-answer.js';
import { PaidAddresses } from '../paid-addresses/paid-addresses.service.js';
import { nameOf } from '../paid-addresses/resource-address.js';
import { callEvents } from './call-events.js';
import { type CallResult, completionOf, wholeCompletion } from './chat-answer.js';
import { inputOfChat } from './chat-input.js';
import { stillRunning } from './chat-problems.js';
import { readChatRequest } from './chat-request.js';
import { chatError, retryHeaders } from './chat-error.js';
import { chatStream } from './chat-stream.js';
import { type ModelScope, SoldModels } from './sold-models.service.js';

/** OpenAI's clients wait ten minutes; what takes longer is fetched where the answer says. */
const WAIT_SECONDS = 590;
const MAX_ANSWER_BYTES = 8_388_608;

/** What of a chat goes on to the resource that is bought by it. */
const SENT_ON = [PAYMENT_HEADER, PAYMENT_HEADER_V1, TICKET_HEADER.toLowerCase()];

/** What of its answer comes back besides the body: the challenge, the proof, and when to come again. */
const PASSED_BACK =
  /^(?:payment-(?:required|response|receipt|id|ticket)|x-payment-response|retry-after|cache-control|x-request-id|x-accel-buffering)$/;

/** Sells completions: each is a call of the resource that the model's name means. */
@Injectable()
export class ChatCompletions {
  constructor(
    private readonly models: SoldModels,
    private readonly addresses: PaidAddresses,
  ) {}

  /**
   * The body of the answer; its head is written to `reply`.
   * @throws {Problem} for what is not sold here, before anybody pays
   */
  async complete(
    scope: ModelScope,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    const chat = readChatRequest(request.body);
    const resource = await this.models.find(scope, chat.model);
    const input = inputOfChat(resource.parameters, chat);
    const headers = {
      ...sentOn(request),
      accept: chat.stream ? 'text/event-stream' : 'application/json',
      prefer: `wait=${WAIT_SECONDS}`,
    };
    const post = { method: 'POST', query: '', body: JSON.stringify(input) } as const;
    const answer = await this.addresses.call(request, resource, post, headers);
    reply.headers(passedBack(answer));
    const model = nameOf(resource);
    if (answer.status !== 200) return this.failure(answer, reply);
    reply.status(200);
    return isStream(answer)
      ? this.stream(answer, model, chat.includeUsage)
      : this.whole(answer, model);
  }

  private async failure(answer: AddressAnswer, reply: FastifyReply): Promise<object> {
    const document = await readDocument(answer);
    const problem =
      answer.status < 300
        ? {
            ...problemDocument(new Problem(stillRunning)),
            ...document,
            status: stillRunning.status,
          }
        : document;
    reply.status(Number(problem['status'])).headers(retryHeaders(problem));
    return chatError(problem);
  }

  private async whole(answer: AddressAnswer, model: string): Promise<object> {
    const completion = completionOf(answer.headers['payment-id'] ?? '', model);
    if (!isBytes(answer)) {
      return wholeCompletion(completion, (await readDocument(answer)) as unknown as CallResult);
    }
    const bytes = await readUpTo(answer, MAX_ANSWER_BYTES);
    const response = bytes === undefined ? '' : bytes.toString();
    return wholeCompletion(completion, { id: completion.id, response });
  }

  private stream(answer: AddressAnswer, model: string, includeUsage: boolean): StreamableFile {
    const callId = answer.headers['payment-id'] ?? '';
    const chunks = chatStream(callEvents(answer.body), { callId, model, includeUsage });
    const body = Readable.from(chunks);
    body.once('close', () => answer.close());
    return new StreamableFile(body, { type: 'text/event-stream; charset=utf-8' });
  }
}

function isStream({ headers }: AddressAnswer): boolean {
  return headers['content-type']?.startsWith('text/event-stream') ?? false;
}

function sentOn({ headers }: FastifyRequest): Record<string, string> {
  return Object.fromEntries(
    SENT_ON.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
}

function passedBack({ headers }: AddressAnswer): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => PASSED_BACK.test(name)));
}

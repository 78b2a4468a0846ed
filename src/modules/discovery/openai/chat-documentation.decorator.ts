import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiResponse } from '@nestjs/swagger';

const OPEN = { type: 'object', additionalProperties: true } as const;

const FAILURE = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'param', 'code'],
      properties: {
        message: { type: 'string' },
        type: { type: 'string' },
        param: { type: ['string', 'null'] },
        code: { type: 'string' },
      },
      additionalProperties: true,
    },
  },
  additionalProperties: true,
};

const EXAMPLE = {
  error: {
    message: 'Not sold here: tools. is not sold: its creator has set how it answers',
    type: 'invalid_request_error',
    param: 'tools',
    code: 'not_sold',
    payment: 'not_charged',
  },
};

const FAILURES: Readonly<Record<number, string>> = {
  400: '`not_sold`, or the request or its payment cannot be read',
  402: '`payment_required`: the challenge stands in the header PAYMENT-REQUIRED and in `paymentRequired`',
  404: '`model_not_found`',
  409: '`payment_already_used`',
  410: 'The resource is off sale, or the result of this payment is not kept any more',
  413: 'The input is larger than its creator allows',
  415: 'The body is not JSON',
  422: '`invalid_input`, or the model declined',
  429: 'Too many requests, or the resource was called too often',
  500: '`internal_error`',
  502: 'The model gave no complete answer, or the outcome of the payment is not known',
  503: 'The call cannot be served at the moment, or is still running (`still_running`)',
  504: 'The model, or the call, took too long',
};

/**
 * How requests in the form of OpenAI's API fail: in its form too, with what the problem says beside.
 * @param statuses those that there are; all of them for a call
 */
export function ChatFailures(...statuses: readonly number[]) {
  const all = Object.keys(FAILURES).map(Number);
  const content = {
    'application/json': { schema: FAILURE, examples: { not_sold: { value: EXAMPLE } } },
  };
  return applyDecorators(
    ...(statuses.length > 0 ? statuses : all).map((status) =>
      ApiResponse({ status, description: FAILURES[status] ?? '', content }),
    ),
  );
}

/** The body of a completion, as far as it is read. */
export function ChatBody() {
  return ApiBody({
    description: 'As OpenAI’s API defines it, for a model that `GET …/models` lists',
    schema: OPEN,
    examples: {
      message: { value: { model: 'ada/haiku', messages: [{ role: 'user', content: 'the sea' }] } },
    },
  });
}

export const MODELS = {
  description: 'The models',
  content: { 'application/json': { schema: OPEN } },
} as const;
export const MODEL = {
  description: 'The model',
  content: { 'application/json': { schema: OPEN } },
} as const;
export const COMPLETION = {
  description: 'The completion, or its chunks',
  content: {
    'application/json': { schema: OPEN },
    'text/event-stream': { schema: { type: 'string' } },
  },
} as const;

import type { SeenRequest } from '../../../contract/stand-in.js';
import type { Wire, WireFailure } from '../../../contract/wire.js';

const event = (type: string, rest: object = {}) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
const failed = (type: string, details?: object) => (message: string) => ({
  type: 'error',
  error: { type, message, ...(details && { details }) },
  request_id: 'req_011',
});
const failure = (name: string, status: number, type: string, kind: WireFailure['kind']) => ({
  name,
  status,
  kind,
  body: failed(type),
});
const delta = (piece: object) => event('content_block_delta', { index: 0, delta: piece });
const hello = () => delta({ type: 'text_delta', text: 'Hello' });
const started = (usage: unknown) => event('message_start', { message: { id: 'msg_1', usage } });
const ended = (usage: unknown) =>
  event('message_delta', { delta: { stop_reason: 'end_turn' }, usage }) + event('message_stop');
const tokensOf = (count: unknown) => ({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
});
const STOPS = { end: 'end_turn', max_tokens: 'max_tokens', refused: 'refusal', failed: null };

/** Anthropic's Messages API. */
export const claudeWire: Wire = {
  lacks: ['failed_ends'],
  model: 'claude-sonnet-5-5',
  path: '/v1/messages',
  keyPath: '/v1/models?limit=1',
  basePath: '',
  takes: ['stop'],
  keyAccepted: { data: [{ id: 'claude-sonnet-5-5' }], has_more: true },
  begin:
    event('message_start', {
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-5-5',
        content: [],
        stop_reason: null,
        usage: {
          input_tokens: 15,
          output_tokens: 1,
          cache_read_input_tokens: 5,
          cache_creation_input_tokens: 0,
        },
      },
    }) +
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }) +
    event('ping') +
    event('an_event_of_the_future', { anything: true }),
  text: (text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
  finish: (reason) =>
    event('content_block_stop', { index: 0 }) +
    event('message_delta', {
      delta: { stop_reason: STOPS[reason], stop_sequence: null },
      usage: { output_tokens: 7 },
    }) +
    event('message_stop'),
  brokenOff: (said) =>
    `event: error\ndata: ${JSON.stringify(failed('overloaded_error')(said))}\n\n`,
  brokenOffOtherwise: {
    'under another name': event('message', failed('overloaded_error')('busy')),
    'in words': 'event: error\ndata: overloaded\n\n',
    'of a type to come': event('error', failed('error_of_the_future')('busy')),
  },
  unsold: {
    'an event of the future': event('an_event_of_the_future', { delta: { text: 'no' } }),
    'a thought': [
      event('content_block_start', { index: 1, content_block: { type: 'thinking', thinking: '' } }),
      delta({ type: 'thinking_delta', thinking: 'no' }),
      delta({ type: 'signature_delta', signature: 'no' }),
      event('content_block_stop', { index: 1 }),
    ].join(''),
    'a hidden thought': event('content_block_start', {
      index: 1,
      content_block: { type: 'redacted_thinking', data: 'no' },
    }),
    'a block of the future': event('content_block_start', {
      index: 1,
      content_block: { type: 'block_of_the_future', text: 'no' },
    }),
    'a delta of the future': delta({ type: 'delta_of_the_future', text: ['no'] }),
    'a source': delta({ type: 'citations_delta', citation: { cited_text: 'no' } }),
    'members of the future': event('message_delta', { delta: { stop_reason: null, no: 1 }, no: 1 }),
    'a delta that is empty': event('message_delta', { delta: null, usage: null }),
    nothing: 'event: message\ndata: null\n\n',
  },
  unreadable: {
    parts: delta({ type: 'text_delta', text: [{ type: 'text', text: 'half' }] }),
    'a number': delta({ type: 'text_delta', text: 7 }),
    nothing: delta({ type: 'text_delta' }),
    'a delta without a type': delta({ text: 'half' }),
    'no delta': event('content_block_delta', { index: 0, delta: 'half' }),
    'a block that begins with a list': event('content_block_start', {
      index: 1,
      content_block: { type: 'text', text: ['half'] },
    }),
    'no block': event('content_block_start', { index: 1 }),
  },
  counting: (count) => {
    const { input_tokens, output_tokens, ...caches } = tokensOf(count);
    return (
      started({ input_tokens, output_tokens: 1, ...caches }) +
      delta({ type: 'text_delta', text: 'Hello' }) +
      ended({ output_tokens })
    );
  },
  uncounted: {
    'at the start': started(undefined) + hello() + ended({ output_tokens: 7 }),
    'at the start, with null': started(null) + hello() + ended({ output_tokens: 7 }),
    'at the end': started(tokensOf(1)) + hello() + ended(undefined),
    'at the end, with null': started(tokensOf(1)) + hello() + ended(null),
    'in the end, with a text': started(tokensOf(1)) + hello() + ended('many'),
    'of what was written': started(tokensOf(1)) + hello() + ended({ output_tokens: null }),
    'without an end to the message': started(tokensOf(1)) + hello() + event('message_stop'),
    'without a message': event('message_start') + hello() + ended({ output_tokens: 7 }),
  },
  failedWith200: failed('api_error'),
  failures: [
    failure('a refused key', 401, 'authentication_error', 'invalid_key'),
    failure('no credit', 402, 'billing_error', 'no_credit'),
    failure('a missing permission', 403, 'permission_error', 'bad_request'),
    failure('an unknown model', 404, 'not_found_error', 'no_such_model'),
    failure('too large a body', 413, 'request_too_large', 'too_long'),
    failure('bad parameters', 400, 'invalid_request_error', 'bad_request'),
    {
      name: 'too long a prompt',
      status: 400,
      kind: 'too_long',
      body: (said) => failed('invalid_request_error')(`prompt is too long: 9 > 8 ${said}`),
    },
    {
      name: 'a rate limit',
      status: 429,
      kind: 'rate_limited',
      headers: { 'retry-after': '7' },
      body: failed('rate_limit_error'),
    },
    {
      name: 'a spent budget',
      status: 429,
      kind: 'no_credit',
      body: failed('rate_limit_error', { error_code: 'enforced_spend_limit_reached' }),
    },
    failure('a server error', 500, 'api_error', 'upstream'),
    failure('an upstream time-out', 504, 'timeout_error', 'timeout'),
    failure('too much load', 529, 'overloaded_error', 'overloaded'),
    { name: 'a gateway', status: 503, kind: 'overloaded', body: () => 'Service Unavailable' },
  ],
  question: (request: SeenRequest) => {
    const body = JSON.parse(request.body);
    const { model, system, messages, max_tokens: maxTokens, metadata, stream: _, ...others } = body;
    const { stop_sequences: stop, ...settings } = others;
    const endUser = metadata?.user_id;
    return { model, system, messages, endUser, maxTokens, settings: { stop, ...settings } };
  },
};

import type { SeenRequest } from '../../../contract/stand-in.js';
import type { Wire, WireFailure, WireQuestion } from '../../../contract/wire.js';

const frame = (chunk: object) =>
  `data: ${JSON.stringify({ id: 'gen-1', object: 'chat.completion.chunk', ...chunk })}\n\n`;
const failed = (code: number | string, metadata?: object) => (message: string) => ({
  error: { code, message, ...(metadata && { metadata }) },
});
const failure = (
  name: string,
  status: number,
  kind: WireFailure['kind'],
  metadata?: object,
): WireFailure => ({ name, status, kind, body: failed(status, metadata) });
const said = (delta: object, choice: object = {}) => frame({ choices: [{ delta, ...choice }] });
const done = 'data: [DONE]\n\n';
const counted = (usage: unknown) =>
  said({ content: 'Hello' }, { finish_reason: 'stop' }) + frame({ choices: [], usage }) + done;
const STOPS = { end: 'stop', max_tokens: 'length', refused: 'content_filter' };

/** OpenRouter's chat completions. */
export const openRouterWire: Wire = {
  model: 'acme/poet:free',
  path: '/api/v1/chat/completions',
  keyPath: '/api/v1/key',
  basePath: '/api/v1',
  takes: [
    'temperature',
    'topP',
    'topK',
    'frequencyPenalty',
    'presencePenalty',
    'repetitionPenalty',
    'minP',
    'topA',
    'seed',
    'stop',
    'reasoningEffort',
    'verbosity',
    'responseFormat',
  ],
  keyAccepted: { data: { label: 'sk-or-v1-…', limit: null, usage: 0, is_management_key: false } },
  begin:
    ': OPENROUTER PROCESSING\n\n' +
    frame({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }),
  text: (content) => frame({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
  finish: (reason) =>
    frame({ choices: [{ index: 0, delta: { content: '' }, finish_reason: STOPS[reason] }] }) +
    frame({
      choices: [],
      usage: {
        prompt_tokens: 20,
        completion_tokens: 7,
        total_tokens: 27,
        cost: 0.1,
        cost_details: { upstream_inference_cost: null },
        prompt_tokens_details: { cached_tokens: 5 },
      },
    }) +
    'data: [DONE]\n\n',
  brokenOff: (said) =>
    frame({
      ...failed(503)(said),
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    }),
  brokenOffOtherwise: {
    'with a code in words': frame(failed('server_error')('Provider disconnected')),
    'in words': 'data: {"error":"overloaded"}\n\n',
    'of a choice': said({}, { error: { code: 503, message: 'busy' } }),
    'by its end alone': said({ content: 'half' }, { finish_reason: 'error' }) + done,
    'of a host, as an object': `data: ${JSON.stringify({ object: 'error', code: 503 })}\n\n` + done,
    'under a name of its own': 'event: error\ndata: {"type":"error","message":"busy"}\n\n' + done,
    'by an end that is empty': said({ content: 'half' }, { finish_reason: '' }) + done,
  },
  unsold: {
    'a chunk of the future': frame({ choices: [], no: 1 }),
    'no choices': frame({ choices: null }),
    'a thought': said({ content: '', reasoning: 'no', reasoning_details: [{ text: 'no' }] }),
    'a thought among the parts': said({
      content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'no' }] }],
    }),
    'thoughts of other kinds': said({
      content: [
        { type: 'reasoning', text: 'no' },
        { type: 'reasoning.encrypted', data: 'no' },
        { type: 'redacted_thinking', data: 'no' },
      ],
    }),
    'where facts are from': said({ content: [{ type: 'reference', reference_ids: [1] }] }),
    'members of the future': said({ content: null, no: { text: 'no' } }, { no: 1 }),
    'no parts': said({ content: [], images: null, refusal: null }),
    'an end that is no text': said({ content: null }, { finish_reason: 7 }),
    'another choice': frame({ choices: [{ delta: { content: '' } }, 'no'] }),
  },
  unreadable: {
    'a number': said({ content: 7 }),
    'an object': said({ content: { text: 'half' } }),
    'a text among the parts': said({ content: ['half'] }),
    'a part of the future': said({ content: [{ type: 'text_of_the_future', text: 'half' }] }),
    'a part without a type': said({ content: [{ text: 'half' }] }),
    'a part without its text': said({ content: [{ type: 'text', text: { value: 'half' } }] }),
    'no delta': frame({ choices: [{ delta: 'half' }] }),
    'no choice': frame({ choices: ['half'] }),
    'choices that are none': frame({ choices: { delta: { content: 'half' } } }),
    'nothing at all': 'data: null\n\n',
    'a picture that is none': said({ images: [{ image_url: { url: 'javascript:alert(1)' } }] }),
    'a picture in words': said({ images: ['cat.png'] }),
  },
  counting: (count) =>
    said({ content: 'Hello' }, { finish_reason: 'stop' }) +
    frame({ choices: [], usage: { prompt_tokens: count, completion_tokens: count } }) +
    done,
  uncounted: {
    'at all': said({ content: 'Hello' }, { finish_reason: 'stop' }) + done,
    'with null': counted(null),
    'with a text': counted('many'),
    'of the prompt': counted({ completion_tokens: 7, cost: 0.1 }),
    'of what was written': counted({ prompt_tokens: 7, completion_tokens: null }),
  },
  failedWith200: failed(502),
  failures: [
    failure('a refused key', 401, 'invalid_key'),
    failure('a host that refuses the router', 401, 'upstream', { provider_name: 'Acme' }),
    failure('no credit', 402, 'no_credit'),
    {
      ...failure('too much in flight', 402, 'rate_limited'),
      headers: { 'retry-after': '7' },
    },
    failure('a flagged input', 403, 'refused', { reasons: ['violence'], flagged_input: 'x' }),
    failure('a spent budget', 403, 'no_credit', { limit_source: 'openrouter_key_limit' }),
    failure('an unknown model', 404, 'no_such_model'),
    failure('too large a body', 413, 'too_long'),
    failure('bad parameters', 400, 'bad_request'),
    failure('too long a prompt', 400, 'too_long', { error_type: 'context_length_exceeded' }),
    { ...failure('a rate limit', 429, 'rate_limited'), headers: { 'retry-after': '7' } },
    failure('a server error', 500, 'upstream'),
    failure('a host that is down', 502, 'upstream'),
    failure('an upstream time-out', 408, 'timeout'),
    failure('too much load', 503, 'overloaded'),
    failure('an overloaded host', 529, 'overloaded'),
  ],
  question: (request: SeenRequest) => {
    const body = JSON.parse(request.body);
    const [first, ...messages] = body.messages;
    const { model, max_tokens: maxTokens, user: endUser } = body;
    const system = first.role === 'system' ? first.content : undefined;
    return { model, system, messages, endUser, maxTokens, settings: settingsOf(body) };
  },
};

/** The settings as the API's documentation names them. */
type SentSettings = Readonly<
  Partial<
    Record<
      | 'temperature'
      | 'top_p'
      | 'top_k'
      | 'frequency_penalty'
      | 'presence_penalty'
      | 'repetition_penalty'
      | 'min_p'
      | 'top_a'
      | 'seed'
      | 'stop'
      | 'verbosity',
      unknown
    >
  >
> & {
  readonly reasoning?: { readonly effort: unknown };
  readonly response_format?: {
    readonly type: unknown;
    readonly json_schema?: { readonly schema: unknown };
  };
};

function settingsOf(sent: SentSettings): WireQuestion['settings'] {
  const { type, json_schema: named } = sent.response_format ?? {};
  return {
    temperature: sent.temperature,
    topP: sent.top_p,
    topK: sent.top_k,
    frequencyPenalty: sent.frequency_penalty,
    presencePenalty: sent.presence_penalty,
    repetitionPenalty: sent.repetition_penalty,
    minP: sent.min_p,
    topA: sent.top_a,
    seed: sent.seed,
    stop: sent.stop,
    verbosity: sent.verbosity,
    reasoningEffort: sent.reasoning?.effort,
    responseFormat: type && { type, ...(named && { schema: named.schema }) },
  };
}

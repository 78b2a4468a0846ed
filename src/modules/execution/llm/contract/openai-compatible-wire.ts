import type { SeenRequest } from './stand-in.js';
import type { Wire, WireEnd, WireFailure } from './wire.js';

/** A chunk of a chat completion, as an event of a stream. */
export const frame = (chunk: object) =>
  `data: ${JSON.stringify({ id: 'gen-1', object: 'chat.completion.chunk', ...chunk })}\n\n`;
/** A chunk with one choice. */
export const said = (delta: object, choice: object = {}) =>
  frame({ choices: [{ delta, ...choice }] });
/** What ends a stream. */
export const done = 'data: [DONE]\n\n';
/** An error document with a `code`. */
export const failed = (code: number | string, more?: object) => (message: string) => ({
  error: { code, message, ...more },
});

const counted = (usage: unknown) =>
  said({ content: 'Hello' }, { finish_reason: 'stop' }) + frame({ choices: [], usage }) + done;
const failure = (
  name: string,
  status: number,
  code: string | null,
  kind: WireFailure['kind'],
): WireFailure => ({ name, status, kind, body: failed(code ?? status) });
const STOPS: Readonly<Record<WireEnd, string>> = {
  end: 'stop',
  max_tokens: 'length',
  refused: 'content_filter',
  failed: 'error',
};

/** What an answer counts: 20 prompt tokens, 5 of them from the cache, 7 written. */
export const USAGE = {
  prompt_tokens: 20,
  completion_tokens: 7,
  total_tokens: 27,
  prompt_tokens_details: { cached_tokens: 5 },
};

/** The end of an answer that counts `usage`. */
export const finishing = (usage: object) => (reason: WireEnd) =>
  said({ content: '' }, { index: 0, finish_reason: STOPS[reason] }) +
  frame({ choices: [], usage }) +
  done;

/** OpenAI's chat completions, below `/v1`. Another API is this one, but for what it has of its own. */
export const openAiCompatibleWire: Omit<Wire, 'model'> = {
  basePath: '/v1',
  path: '/v1/chat/completions',
  keyPath: '/v1/models',
  keyAccepted: { object: 'list', data: [] },
  takes: [
    'temperature',
    'topP',
    'frequencyPenalty',
    'presencePenalty',
    'seed',
    'stop',
    'reasoningEffort',
    'verbosity',
    'responseFormat',
  ],
  begin: said({ role: 'assistant', content: '' }, { index: 0 }),
  text: (content) => said({ content }, { index: 0, finish_reason: null }),
  finish: finishing(USAGE),
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
    failure('a refused key', 401, 'invalid_api_key', 'invalid_key'),
    failure('a spent budget', 429, 'insufficient_quota', 'no_credit'),
    failure('an unknown model', 404, 'model_not_found', 'no_such_model'),
    failure('too large a body', 413, null, 'too_long'),
    failure('bad parameters', 400, 'invalid_value', 'bad_request'),
    failure('too long a prompt', 400, 'context_length_exceeded', 'too_long'),
    failure('a flagged input', 400, 'content_policy_violation', 'refused'),
    {
      ...failure('a rate limit', 429, 'rate_limit_exceeded', 'rate_limited'),
      headers: { 'retry-after': '7' },
    },
    failure('a server error', 500, 'server_error', 'upstream'),
    failure('an upstream time-out', 504, null, 'timeout'),
    failure('too much load', 503, null, 'overloaded'),
  ],
  question: (request: SeenRequest) => {
    const {
      model,
      messages: all,
      max_tokens: maxTokens,
      user: endUser,
      stream: _,
      stream_options: __,
      ...sent
    } = JSON.parse(request.body);
    const [first, ...messages] = all;
    const system = first.role === 'system' ? first.content : undefined;
    return { model, system, messages, endUser, maxTokens, settings: settingsOf(sent) };
  },
};

/** OpenAI's names for settings; what has none keeps its name, and is one too many. */
function settingsOf({ response_format: format, ...sent }: Record<string, unknown>) {
  const { type, json_schema: named } = (format ?? {}) as { type?: unknown; json_schema?: Named };
  const renamed = Object.entries(sent).map(([name, value]) => [OURS.get(name) ?? name, value]);
  return {
    ...(Object.fromEntries(renamed) as Record<string, unknown>),
    ...(format !== undefined && {
      responseFormat: { type, ...(named && { schema: named.schema }) },
    }),
  };
}

interface Named {
  readonly schema: unknown;
}

const OURS: ReadonlyMap<string, string> = new Map([
  ['top_p', 'topP'],
  ['frequency_penalty', 'frequencyPenalty'],
  ['presence_penalty', 'presencePenalty'],
  ['reasoning_effort', 'reasoningEffort'],
]);

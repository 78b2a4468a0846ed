import {
  failed,
  finishing,
  openAiCompatibleWire,
  USAGE,
} from '../../../contract/openai-compatible-wire.js';
import type { SeenRequest } from '../../../contract/stand-in.js';
import type { Wire, WireFailure, WireQuestion } from '../../../contract/wire.js';

const failure = (
  name: string,
  status: number,
  kind: WireFailure['kind'],
  metadata?: object,
): WireFailure => ({ name, status, kind, body: failed(status, metadata && { metadata }) });

/** OpenRouter's chat completions. */
export const openRouterWire: Wire = {
  ...openAiCompatibleWire,
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
  begin: `: OPENROUTER PROCESSING\n\n${openAiCompatibleWire.begin}`,
  finish: finishing({ ...USAGE, cost: 0.1, cost_details: { upstream_inference_cost: null } }),
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

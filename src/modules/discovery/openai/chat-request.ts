import { type FieldError, invalidInput, Problem } from '../../../common/errors/index.js';
import { notSold } from './chat-problems.js';

/** A request to `/chat/completions`, as far as a resource can answer it. */
export interface ChatRequest {
  readonly model: string;
  /** What the user says; empty where they say nothing. */
  readonly text: string;
  /** Inputs by name, a member that OpenAI's API does not have. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

type Body = Readonly<Record<string, unknown>>;

const READ = ['model', 'messages', 'stream', 'stream_options', 'input'];

/** They tell something about who asks, and ask nothing of the answer. */
const ABOUT_WHO_ASKS = ['user', 'safety_identifier', 'prompt_cache_key', 'metadata'];
const TAKEN = new Set([...READ, ...ABOUT_WHO_ASKS]);

/** What some clients always send, and what asks for nothing else than a resource gives. */
const HARMLESS: Readonly<Record<string, readonly unknown[]>> = {
  n: [1],
  store: [false],
  tools: [[]],
  functions: [[]],
  tool_choice: ['none', 'auto'],
  function_call: ['none', 'auto'],
  parallel_tool_calls: [true, false],
  logprobs: [false],
  logit_bias: [{}],
  modalities: [['text']],
  response_format: [{ type: 'text' }],
  service_tier: ['auto', 'default'],
};

const SOLD = 'its creator has set how it answers, and that is what is sold';
const ROLES = new Set(['system', 'developer', 'assistant', 'tool', 'function']);

/**
 * @throws {Problem} not_sold, naming each member that asks for what no resource sells, or invalid_input
 */
export function readChatRequest(body: unknown): ChatRequest {
  const request = (isObject(body) ? body : {}) as Body;
  const unsold = Object.entries(request).filter((member) => !isTaken(member));
  const errors = unsold.map(([field]) => ({ field, message: `is not sold: ${SOLD}` }));
  const said = readMessages(request['messages']);
  const refused = [...errors, ...said.unsold];
  if (refused.length > 0) throw unsoldProblem(refused);
  const wrong = [...formErrors(request), ...said.errors];
  if (wrong.length > 0) throw new Problem(invalidInput, { errors: wrong });
  const { model, stream, stream_options: options, input } = request;
  return {
    model: String(model),
    text: said.text,
    input: isObject(input) ? input : {},
    stream: stream === true,
    includeUsage: isObject(options) && options['include_usage'] === true,
  };
}

function unsoldProblem(errors: readonly FieldError[]): Problem {
  const names = errors.map(({ field }) => field.slice(0, 100)).slice(0, 10);
  const detail = `Not sold here: ${names.join(', ')}. ${names[0] ?? ''} ${errors[0]?.message ?? ''}`;
  return new Problem(notSold, { detail, errors });
}

function isTaken([name, value]: readonly [string, unknown]): boolean {
  if (value === null || value === undefined || TAKEN.has(name)) return true;
  const harmless = Object.hasOwn(HARMLESS, name) ? HARMLESS[name] : undefined;
  return harmless?.some((one) => JSON.stringify(one) === JSON.stringify(value)) ?? false;
}

function formErrors({ model, stream, stream_options: options, input }: Body): FieldError[] {
  return [
    ...(typeof model === 'string' && model !== ''
      ? []
      : [{ field: 'model', message: 'is required: a name that GET …/v1/models lists' }]),
    ...(isAbsent(stream) || typeof stream === 'boolean'
      ? []
      : [{ field: 'stream', message: 'must be true or false' }]),
    ...(isAbsent(options) || isObject(options)
      ? []
      : [{ field: 'stream_options', message: 'must be an object' }]),
    ...(isAbsent(input) || isObject(input)
      ? []
      : [{ field: 'input', message: 'must be an object: the inputs of the resource by name' }]),
  ];
}

interface Said {
  readonly text: string;
  readonly unsold: readonly FieldError[];
  readonly errors: readonly FieldError[];
}

/** One message of the user is sold: whatever else stands there would be the creator's part. */
function readMessages(messages: unknown): Said {
  if (isAbsent(messages)) return { text: '', unsold: [], errors: [] };
  if (!Array.isArray(messages)) return wrongMessages('messages', 'must be a list of messages');
  const list: readonly unknown[] = messages;
  const unsold = list.flatMap((message, at) => unsoldIn(message, at));
  if (unsold.length > 0) return { text: '', unsold, errors: [] };
  if (list.length > 1) {
    const message = 'is not sold: a call answers one message and knows no conversation';
    return { text: '', unsold: [{ field: 'messages[1]', message }], errors: [] };
  }
  return list.length === 0 ? { text: '', unsold: [], errors: [] } : readContent(list[0]);
}

function unsoldIn(message: unknown, at: number): FieldError[] {
  const role = isObject(message) ? message['role'] : undefined;
  if (typeof role !== 'string' || !ROLES.has(role)) return [];
  const what =
    role === 'system' || role === 'developer'
      ? 'instructions of your own'
      : `a message of the role ${role}`;
  return [{ field: `messages[${at}]`, message: `is not sold: ${what}. Of a resource, ${SOLD}` }];
}

function readContent(message: unknown): Said {
  const { role, content } = isObject(message) ? message : {};
  if (role !== 'user') return wrongMessages('messages[0].role', 'must be user');
  if (typeof content === 'string') return { text: content, unsold: [], errors: [] };
  if (!Array.isArray(content)) return wrongMessages('messages[0].content', 'must be text');
  const parts: readonly unknown[] = content;
  const at = parts.findIndex((part) => !isObject(part) || typeof part['text'] !== 'string');
  if (at >= 0) {
    const refused = [
      { field: `messages[0].content[${at}]`, message: 'is not sold: only text is taken' },
    ];
    return { text: '', unsold: refused, errors: [] };
  }
  const texts = parts.map((part) => String((part as Body)['text']));
  return { text: texts.join('\n'), unsold: [], errors: [] };
}

function wrongMessages(field: string, message: string): Said {
  return { text: '', unsold: [], errors: [{ field, message }] };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

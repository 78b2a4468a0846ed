import type { Configured, Type } from './draft.ts';
import { type ParamInputs, paramsOf, readParams } from './params.ts';

/** An input of a prompt, as its controls have it. */
export interface ParameterInput {
  readonly id?: string | null;
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly default: string;
  readonly maxLength: string;
}

/** Every control of every type, by the name that the API has for it. */
export interface ConfigInputs {
  readonly systemPrompt: string;
  readonly parameters: readonly ParameterInput[];
  readonly model: string;
  readonly fallbackModel: string;
  readonly maxTokens: string;
  readonly allowsUserMessage: boolean;
  readonly params: ParamInputs;
  readonly outputFormat: 'raw' | 'json';
  readonly outputSchema: string;
  readonly url: string;
  readonly methods: readonly string[];
  readonly secretHeader: string;
  readonly timeoutMs: string;
  readonly method: string;
  readonly content: string;
  readonly encoding: 'text' | 'base64';
  readonly mimeType: string;
  readonly filename: string;
}

/** What step two asks for. */
export interface Inputs {
  /** Of a new draft alone: later it is changed with the details. */
  readonly name: string;
  /** Of the resource alone; empty to leave it as it is. It goes to the server and is kept nowhere else. */
  readonly secret: string;
  readonly config: ConfigInputs;
}

/** A parameter that nothing is said of yet. */
export const NEW_PARAMETER: ParameterInput = {
  name: '',
  description: '',
  required: true,
  default: '',
  maxLength: '1000',
};

const EMPTY: ConfigInputs = {
  systemPrompt: '',
  parameters: [],
  model: '',
  fallbackModel: '',
  maxTokens: '1024',
  allowsUserMessage: false,
  params: readParams({}),
  outputFormat: 'raw',
  outputSchema: '',
  url: '',
  methods: ['POST'],
  secretHeader: '',
  timeoutMs: '30000',
  method: '',
  content: '',
  encoding: 'text',
  mimeType: 'text/plain; charset=utf-8',
  filename: '',
};

type Stored = Readonly<Record<string, unknown>>;

/** What controls begin with: empty ones, or what the server has of a draft. */
export function inputsOf(draft?: Configured): Inputs {
  if (draft === undefined) return { name: '', secret: '', config: EMPTY };
  const stored = draft.config as Stored;
  const texts = Object.entries(stored).map(([key, value]) => [key, asInput(key, value)]);
  const params = readParams((stored['params'] ?? {}) as Stored);
  return {
    name: draft.name,
    secret: '',
    config: { ...EMPTY, ...(Object.fromEntries(texts) as Partial<ConfigInputs>), params },
  };
}

function asInput(key: string, value: unknown): unknown {
  if (key === 'parameters') return (value as readonly Stored[]).map(asParameter);
  if (key === 'outputSchema') return value ? JSON.stringify(value, null, 2) : '';
  if (value === null) return '';
  return typeof value === 'number' ? String(value) : value;
}

function asParameter(stored: Stored): Stored {
  return { ...stored, default: stored['default'] ?? '', maxLength: String(stored['maxLength']) };
}

const prompt = ({ systemPrompt, model, maxTokens, allowsUserMessage }: ConfigInputs) => ({
  systemPrompt,
  model,
  maxTokens: numberOf(maxTokens),
  allowsUserMessage,
});

const WRITERS: Readonly<Record<Type, (inputs: ConfigInputs) => object>> = {
  prompt_template: (inputs) => ({
    ...prompt(inputs),
    parameters: inputs.parameters.map(parameterOf),
    fallbackModel: inputs.fallbackModel || null,
  }),
  openrouter_instant: (inputs) => ({
    ...prompt(inputs),
    parameters: inputs.parameters.map(parameterOf),
    params: paramsOf(inputs.params),
  }),
  prompt: (inputs) => ({
    ...prompt(inputs),
    outputFormat: inputs.outputFormat,
    outputSchema:
      inputs.outputFormat === 'json' && inputs.outputSchema.trim() !== ''
        ? (JSON.parse(inputs.outputSchema) as unknown)
        : null,
  }),
  proxy: ({ url, methods, secretHeader, timeoutMs }) => ({
    url: url.trim(),
    methods,
    secretHeader: secretHeader.trim() || null,
    timeoutMs: numberOf(timeoutMs),
  }),
  static: ({ content, encoding, mimeType, filename }) => ({
    content,
    encoding,
    mimeType,
    filename: filename.trim() || null,
  }),
  external: ({ url, method }) => ({ url: url.trim(), method: method || null }),
};

/** The configuration as the API takes it. @throws {SyntaxError} for a schema that is no JSON */
export function configOf(type: Type, inputs: ConfigInputs): object {
  return WRITERS[type](inputs);
}

function parameterOf({ maxLength, default: preset, ...parameter }: ParameterInput): object {
  // What has to be sent is never made up.
  const given = parameter.required || preset === '' ? null : preset;
  return { ...parameter, default: given, maxLength: numberOf(maxLength) };
}

/** What is left empty is left to the server. */
function numberOf(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}

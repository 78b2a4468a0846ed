/** Values of the setting that says how much a model thinks first. */
export const REASONING_EFFORTS = [
  'none',
  'minimal',
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
] as const;

/** Values of the setting that says how much is said. */
export const VERBOSITIES = ['low', 'medium', 'high'] as const;

/** An answer that is one JSON document: any, or one that fits a JSON Schema. */
export type ResponseFormat =
  | { readonly type: 'json_object' }
  | { readonly type: 'json_schema'; readonly schema: Readonly<Record<string, unknown>> };

/** How the model is to answer; what is absent is left to OpenRouter. */
export interface ModelParams {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly repetitionPenalty?: number;
  readonly minP?: number;
  readonly topA?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  readonly reasoningEffort?: (typeof REASONING_EFFORTS)[number];
  readonly verbosity?: (typeof VERBOSITIES)[number];
  readonly responseFormat?: ResponseFormat;
}

/** Ranges that OpenRouter documents, and limits of what is stored. */
export const PARAM_LIMITS = {
  temperature: [0, 2],
  topP: [0, 1],
  topK: [0, 2_147_483_647],
  frequencyPenalty: [-2, 2],
  presencePenalty: [-2, 2],
  repetitionPenalty: [0, 2],
  minP: [0, 1],
  topA: [0, 1],
  seed: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  stops: 4,
  stop: 200,
  /** In characters of its JSON. */
  schema: 20_000,
} as const;

type ParamName = keyof ModelParams;

/** What the catalogue calls a parameter, among those that a model supports. */
const CATALOGUE_NAMES: Readonly<Record<Exclude<ParamName, 'responseFormat'>, string>> = {
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
  repetitionPenalty: 'repetition_penalty',
  minP: 'min_p',
  topA: 'top_a',
  seed: 'seed',
  stop: 'stop',
  reasoningEffort: 'reasoning',
  verbosity: 'verbosity',
};
const FORMAT_NAMES = { json_object: 'response_format', json_schema: 'structured_outputs' } as const;

/** The names of those parameters that are not among `supported`, as the catalogue tells them. */
export function unsupported(params: ModelParams, supported: readonly string[]): ParamName[] {
  const given = Object.keys(params) as ParamName[];
  return given.filter((name) => !supported.includes(catalogueName(name, params)));
}

function catalogueName(name: ParamName, { responseFormat }: ModelParams): string {
  if (name !== 'responseFormat') return CATALOGUE_NAMES[name];
  return FORMAT_NAMES[responseFormat?.type ?? 'json_object'];
}

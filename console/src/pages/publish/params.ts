/** How a model is to answer, as controls have it: empty where the model decides. */
export interface ParamInputs {
  readonly temperature: string;
  readonly topP: string;
  readonly topK: string;
  readonly frequencyPenalty: string;
  readonly presencePenalty: string;
  readonly repetitionPenalty: string;
  readonly minP: string;
  readonly topA: string;
  readonly seed: string;
  /** One in a line. */
  readonly stop: string;
  readonly reasoningEffort: string;
  readonly verbosity: string;
  readonly responseFormat: { readonly type: string; readonly schema: string };
}

/** One setting of a model. */
export interface Param {
  readonly name: Exclude<keyof ParamInputs, 'responseFormat'>;
  /** What the catalogue calls it, among what a model supports. */
  readonly listed: string;
  readonly label: string;
  readonly hint: string;
  readonly kind: 'number' | 'whole' | 'lines' | readonly string[];
  readonly range?: readonly [min: number, max: number];
}

/** All settings but the form of the answer, the most used first. */
export const PARAMS: readonly Param[] = [
  {
    name: 'temperature',
    listed: 'temperature',
    label: 'Temperature',
    hint: 'How freely it chooses words: 0 is the most predictable.',
    kind: 'number',
    range: [0, 2],
  },
  {
    name: 'reasoningEffort',
    listed: 'reasoning',
    label: 'Reasoning',
    hint: 'How long it may think.',
    kind: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
  },
  {
    name: 'verbosity',
    listed: 'verbosity',
    label: 'Verbosity',
    hint: 'How much it writes.',
    kind: ['low', 'medium', 'high'],
  },
  {
    name: 'topP',
    listed: 'top_p',
    label: 'Top P',
    hint: 'Among the likeliest words that together have this probability.',
    kind: 'number',
    range: [0, 1],
  },
  {
    name: 'topK',
    listed: 'top_k',
    label: 'Top K',
    hint: 'Among so many of the likeliest words.',
    kind: 'whole',
    range: [0, 2_147_483_647],
  },
  {
    name: 'minP',
    listed: 'min_p',
    label: 'Min P',
    hint: 'No words less likely than this part of the likeliest.',
    kind: 'number',
    range: [0, 1],
  },
  {
    name: 'topA',
    listed: 'top_a',
    label: 'Top A',
    hint: 'No words far less likely than the likeliest.',
    kind: 'number',
    range: [0, 1],
  },
  {
    name: 'frequencyPenalty',
    listed: 'frequency_penalty',
    label: 'Frequency penalty',
    hint: 'Holds back words the more often they stood already.',
    kind: 'number',
    range: [-2, 2],
  },
  {
    name: 'presencePenalty',
    listed: 'presence_penalty',
    label: 'Presence penalty',
    hint: 'Holds back words that stood already.',
    kind: 'number',
    range: [-2, 2],
  },
  {
    name: 'repetitionPenalty',
    listed: 'repetition_penalty',
    label: 'Repetition penalty',
    hint: 'Holds back repetitions; 1 holds back none.',
    kind: 'number',
    range: [0, 2],
  },
  {
    name: 'seed',
    listed: 'seed',
    label: 'Seed',
    hint: 'The same number makes the same answer likelier.',
    kind: 'whole',
  },
  {
    name: 'stop',
    listed: 'stop',
    label: 'Stop at',
    hint: 'It stops before it writes one of these: up to four, one in a line.',
    kind: 'lines',
  },
];

const EMPTY: ParamInputs = {
  temperature: '',
  topP: '',
  topK: '',
  frequencyPenalty: '',
  presencePenalty: '',
  repetitionPenalty: '',
  minP: '',
  topA: '',
  seed: '',
  stop: '',
  reasoningEffort: '',
  verbosity: '',
  responseFormat: { type: '', schema: '' },
};

interface StoredFormat {
  readonly type: string;
  readonly schema?: object | null;
}

/** Settings as controls have them, from what the server has. */
export function readParams(stored: Readonly<Record<string, unknown>>): ParamInputs {
  const { responseFormat, ...others } = stored;
  const texts = Object.entries(others).flatMap(([name, value]) =>
    value === null || value === undefined
      ? []
      : [[name, Array.isArray(value) ? value.join('\n') : String(value)]],
  );
  const { type = '', schema } = (responseFormat ?? {}) as Partial<StoredFormat>;
  return {
    ...EMPTY,
    ...(Object.fromEntries(texts) as Partial<ParamInputs>),
    responseFormat: { type, schema: schema ? JSON.stringify(schema, null, 2) : '' },
  };
}

/** Settings as the API takes them. @throws {SyntaxError} for a schema that is no JSON */
export function paramsOf(inputs: ParamInputs): object {
  const given = PARAMS.filter(({ name }) => inputs[name].trim() !== '').map(({ name, kind }) => [
    name,
    valueOf(inputs[name], kind),
  ]);
  const { type, schema } = inputs.responseFormat;
  return {
    ...Object.fromEntries(given),
    ...(type !== '' && {
      responseFormat: {
        type,
        ...(type === 'json_schema' && { schema: JSON.parse(schema) as unknown }),
      },
    }),
  };
}

function valueOf(text: string, kind: Param['kind']): unknown {
  if (kind === 'lines') return text.split('\n').filter((line) => line !== '');
  return kind === 'number' || kind === 'whole' ? Number(text) : text;
}

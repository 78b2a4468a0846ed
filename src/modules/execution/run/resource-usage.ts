import type { Usage, UsageOutput, UsageSchema } from '../../payments/index.js';
import type { PublicInput } from '../../resources/index.js';

/** JSON with the result, what it took, and the receipt; `PaidAnswer` in the document of the API. */
const RESULT: UsageOutput = {
  type: 'json',
  schema: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      response: { type: 'string' },
      stopReason: { type: 'string' },
      usage: { type: ['object', 'null'] },
      receipt: { type: 'object' },
      ticket: { type: 'string' },
    },
    required: ['id', 'response'],
  },
  example: {
    id: '3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24',
    response: 'Waves fold into foam …',
    usage: { input_tokens: 120, output_tokens: 64 },
  },
};

/**
 * How a resource is called that takes these inputs, each a text, and answers a result.
 * @param own what its executor says of it otherwise
 */
export function resourceUsage(inputs: readonly PublicInput[], own: Partial<Usage> = {}): Usage {
  return {
    method: 'POST',
    input: schemaOf(inputs),
    example: exampleOf(inputs),
    output: RESULT,
    ...own,
  };
}

/** Whether a paid call is answered with a result, and not with the bytes that are sold. */
export function answersResult({ output }: Usage): boolean {
  return output === RESULT;
}

function schemaOf(inputs: readonly PublicInput[]): UsageSchema {
  const required = inputs.filter(mustBeSent).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(inputs.map((input) => [input.name, textOf(input)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function textOf(input: PublicInput): UsageSchema {
  const { name, description, default: fallback, maxLength } = input;
  return {
    type: 'string',
    description: description === '' ? name : description,
    ...(mustBeSent(input) && { minLength: 1 }),
    maxLength,
    ...(fallback !== null && { default: fallback }),
  };
}

/** What has a default may be left out, also where it may not be empty. */
function mustBeSent({ required, default: fallback }: PublicInput): boolean {
  return required && (fallback === null || fallback === '');
}

/** What has to be sent; where nothing has to, the first input shows what it is like. */
function exampleOf(inputs: readonly PublicInput[]): Readonly<Record<string, string>> {
  const needed = inputs.filter(mustBeSent);
  const shown = needed.length > 0 ? needed : inputs.slice(0, 1);
  return Object.fromEntries(
    shown.map(({ name, default: fallback, maxLength }) => [
      name,
      fallback || `some ${name}`.slice(0, maxLength),
    ]),
  );
}

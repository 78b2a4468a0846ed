import type { FieldError } from '../../../common/errors/index.js';
import type { PublicInput } from './public-input.js';
import { parseTemplate, renderedLength, renderTemplate } from './template.js';
import { PROMPT_LIMITS, type TemplatedPrompt, USER_MESSAGE } from './templated-prompt.js';
import { isLongerThan, PLAIN_TEXT, PLAIN_TEXT_MESSAGE } from '../../../common/text/index.js';

const NAMED = 10;

/** What the model is sent. */
export interface RenderedPrompt {
  readonly system: string;
  /** The buyer's own message, where the resource allows one and it is not empty. */
  readonly user?: string;
}

/** The inputs of a prompt as buyers know them. */
export function publicInputs({ parameters, allowsUserMessage }: TemplatedPrompt): PublicInput[] {
  const declared = parameters.map(
    ({ name, description, required, default: fallback, maxLength }) => ({
      name,
      description,
      required,
      default: fallback,
      maxLength,
    }),
  );
  return allowsUserMessage ? [...declared, USER_MESSAGE_INPUT] : declared;
}

/** A buyer's own message as buyers know it. */
export const USER_MESSAGE_INPUT: PublicInput = {
  name: USER_MESSAGE,
  description: 'Your own message to the model',
  required: false,
  default: null,
  maxLength: PROMPT_LIMITS.userMessage,
};

/**
 * What is wrong with a buyer's input, an object of text values by parameter name; the field is that
 * name, or empty when the input is no object. Nothing wrong: {@link renderPrompt} may follow.
 */
export function validateInput(config: TemplatedPrompt, input: unknown): FieldError[] {
  if (!isObject(input)) {
    return [{ field: '', message: 'must be an object with one text value for each input' }];
  }
  const inputs = publicInputs(config);
  const names = new Set(inputs.map(({ name }) => name));
  const unknown = Object.keys(input).filter((name) => !names.has(name));
  const errors = [
    ...unknown.slice(0, NAMED).map((name) => ({
      field: name.slice(0, 60),
      message: `is not an input of this resource. Its inputs: ${[...names].join(', ') || 'none'}`,
    })),
    ...inputs.flatMap((one) => checkValue(one, own(input, one.name))),
  ];
  return errors.length > 0 ? errors : checkTotal(config, input);
}

/** Inserts a valid input literally into the prompt; see {@link validateInput}. */
export function renderPrompt(
  config: TemplatedPrompt,
  input: Readonly<Record<string, unknown>>,
): RenderedPrompt {
  const values = valuesOf(config, input);
  const system = renderTemplate(parseTemplate(config.systemPrompt), values);
  const user = config.allowsUserMessage ? values.get(USER_MESSAGE) : undefined;
  return user ? { system, user } : { system };
}

function checkValue(input: PublicInput, given: unknown): FieldError[] {
  const refuse = (message: string) => [{ field: input.name, message }];
  const value = given ?? input.default ?? '';
  if (typeof value !== 'string') return refuse('must be text');
  if (input.required && value === '') return refuse('is required');
  if (isLongerThan(value, input.maxLength)) {
    return refuse(`must have at most ${input.maxLength} characters`);
  }
  if (!PLAIN_TEXT.test(value)) return refuse(PLAIN_TEXT_MESSAGE);
  return [];
}

/** A value can stand in the prompt many times, so its own limit does not bound the whole. */
function checkTotal(config: TemplatedPrompt, input: Record<string, unknown>): FieldError[] {
  const values = valuesOf(config, input);
  const length =
    renderedLength(parseTemplate(config.systemPrompt), values) +
    (values.get(USER_MESSAGE)?.length ?? 0);
  if (length <= PROMPT_LIMITS.rendered) return [];
  const [longest = ''] = [...values].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  return [
    {
      field: longest,
      message: `makes the prompt longer than ${PROMPT_LIMITS.rendered} characters`,
    },
  ];
}

function valuesOf(
  config: TemplatedPrompt,
  input: Readonly<Record<string, unknown>>,
): Map<string, string> {
  return new Map(
    publicInputs(config).map((one) => [
      one.name,
      String(own(input, one.name) ?? one.default ?? ''),
    ]),
  );
}

/** Inputs may be called `constructor`: inherited members are none of the buyer's values. */
function own(input: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(input, name) ? input[name] : undefined;
}

function isObject(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

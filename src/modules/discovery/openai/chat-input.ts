import { type FieldError, invalidInput, Problem } from '../../../common/errors/index.js';
import { parseJson } from '../../../common/json/index.js';
import type { PublicInput } from '../../resources/index.js';
import { notSold } from './chat-problems.js';
import type { ChatRequest } from './chat-request.js';

/** Name of the input that takes a buyer's own message. */
const MESSAGE = 'message';

type Values = Readonly<Record<string, unknown>>;

/**
 * The input of a resource that a chat is: what its user says goes to the input `message`, else to the only
 * one that is needed, else to the only one there is; else it is JSON with the inputs by name.
 * @throws {Problem} not_sold or invalid_input, before anybody pays
 */
export function inputOfChat(
  inputs: readonly PublicInput[],
  { text, input }: Pick<ChatRequest, 'text' | 'input'>,
): Values {
  const values = text === '' ? input : { ...said(inputs, text, input), ...input };
  const errors = errorsOf(inputs, values);
  if (errors.length > 0) throw new Problem(invalidInput, { errors });
  return values;
}

function said(inputs: readonly PublicInput[], text: string, input: Values): Values {
  const left = inputs.filter(({ name }) => !Object.hasOwn(input, name));
  if (inputs.length === 0) {
    const message = 'is not sold: this resource takes no text. Send an empty one';
    throw new Problem(notSold, {
      detail: 'messages[0] is not sold: this resource takes no text.',
      errors: [{ field: 'messages[0].content', message }],
    });
  }
  const target =
    left.find(({ name }) => name === MESSAGE) ?? only(left.filter(isNeeded)) ?? only(left);
  if (target !== undefined) return { [target.name]: text };
  const values = parseJson(text);
  if (typeof values === 'object' && values !== null && !Array.isArray(values)) return { ...values };
  const names = inputs.map(({ name }) => name).join(', ');
  const message = `must be JSON with the inputs by name: ${names}. Or send them as the member \`input\``;
  throw new Problem(invalidInput, { errors: [{ field: 'messages[0].content', message }] });
}

/** What the resource refuses in any case; it checks the rest itself. */
function errorsOf(inputs: readonly PublicInput[], values: Values): FieldError[] {
  const names = new Set(inputs.map(({ name }) => name));
  const known = [...names].join(', ') || 'none';
  const unknown = Object.keys(values).filter((name) => !names.has(name));
  const missing = inputs.filter((one) => isNeeded(one) && (values[one.name] ?? '') === '');
  return [
    ...unknown.map((name) => ({
      field: `input.${name.slice(0, 60)}`,
      message: `is no input of this resource. Its inputs: ${known}`,
    })),
    ...missing.map(({ name }) => ({ field: `input.${name}`, message: 'is required' })),
  ];
}

function isNeeded({ required, default: fallback }: PublicInput): boolean {
  return required && (fallback ?? '') === '';
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

import {
  isLongerThan,
  PLAIN_LINE,
  READABLE_MESSAGE,
  READABLE_TEXT,
} from '../../../common/text/index.js';
import type { PublicInput } from '../templates/public-input.js';

/** What the catalogue shows of the inputs of one resource, at most; texts in characters. */
export const SHOWN = {
  inputs: 100,
  name: 100,
  description: 1_000,
  default: 50_000,
  /** All of them as JSON, in bytes; the table `x402_resources` keeps no more than two million. */
  bytes: 1_900_000,
} as const;

/**
 * Why the catalogue cannot show what a type tells of the inputs of a resource; undefined when it can.
 * Types come from other teams: what they tell may be anything.
 */
export function whyNotShown(inputs: unknown): string | undefined {
  if (!Array.isArray(inputs)) return 'must be a list of inputs';
  const list: readonly unknown[] = inputs;
  if (list.length > SHOWN.inputs)
    return `has ${list.length} inputs: at most ${SHOWN.inputs} inputs`;
  const names = new Set<unknown>();
  for (const [index, one] of list.entries()) {
    const why = whyNotOne(one as Partial<Record<keyof PublicInput, unknown>> | null);
    if (why !== undefined) return `input ${index}: ${why}`;
    names.add((one as PublicInput).name);
  }
  if (names.size < list.length) return 'has two inputs of one name';
  const bytes = Buffer.byteLength(JSON.stringify(shownInputs(list as readonly PublicInput[])));
  return bytes > SHOWN.bytes ? `has ${bytes} bytes: at most ${SHOWN.bytes} bytes` : undefined;
}

/** The members that buyers are told, and no other that a type may have put there. */
export function shownInputs(inputs: readonly PublicInput[]): PublicInput[] {
  return inputs.map(({ name, description, required, default: fallback, maxLength }) => ({
    name,
    description,
    required,
    default: fallback,
    maxLength,
  }));
}

function whyNotOne(one: Partial<Record<keyof PublicInput, unknown>> | null): string | undefined {
  if (typeof one !== 'object' || one === null) return 'must be an object';
  const { name, description, required, default: fallback, maxLength } = one;
  if (typeof name !== 'string' || name === '' || !PLAIN_LINE.test(name)) {
    return 'its name must be one line of readable text';
  }
  if (typeof required !== 'boolean') return 'required must be true or false';
  if (!Number.isSafeInteger(maxLength) || Number(maxLength) < 1) {
    return 'maxLength must be a whole number of at least 1';
  }
  return (
    whyNotText('name', name, SHOWN.name) ??
    whyNotText('description', description, SHOWN.description) ??
    (fallback === null ? undefined : whyNotText('default', fallback, SHOWN.default))
  );
}

function whyNotText(member: string, value: unknown, limit: number): string | undefined {
  if (typeof value !== 'string') return `${member} must be a text`;
  if (isLongerThan(value, limit)) return `${member} must have at most ${limit} characters`;
  return READABLE_TEXT.test(value) ? undefined : `${member} ${READABLE_MESSAGE}`;
}

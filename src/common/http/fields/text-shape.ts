import { isUUID } from 'class-validator';
import { isLongerThan, PLAIN_TEXT, PLAIN_TEXT_MESSAGE } from '../../text/index.js';
import type { Shape } from './shape.js';

/** What a text must satisfy, and what to tell whoever sent one that does not. */
export type TextRule = readonly [test: RegExp | ((text: string) => boolean), message: string];

export interface TextLimits {
  /** Fewest and most characters, counted as PostgreSQL and JSON Schema count: as code points. */
  readonly min?: number;
  readonly max: number;
  /** Form of the text; it stands in the document. */
  readonly pattern?: RegExp;
  readonly format?: string;
  /** Told for what is no text, and for a text of another form. */
  readonly message?: string;
  /** What a text of the right length and form must satisfy beside, in this order. */
  readonly rules?: readonly TextRule[];
  /** Puts a value into its one form before it is checked. */
  readonly tidy?: (value: unknown) => unknown;
}

/** What no database keeps and no answer needs. */
const FOR_ALL: TextRule = [PLAIN_TEXT, PLAIN_TEXT_MESSAGE];

/** A text between two lengths. Nothing looks through a text that is too long. */
export function text({ min = 0, max, pattern, format, message, rules = [], tidy }: TextLimits) {
  const form: TextRule[] = pattern ? [[pattern, message ?? `must match ${pattern.source}`]] : [];
  const shape: Shape = {
    schema: {
      type: 'string',
      ...(min > 0 && { minLength: min }),
      maxLength: max,
      ...(pattern && { pattern: pattern.source }),
      ...(format !== undefined && { format }),
    },
    problemWith(value) {
      if (typeof value !== 'string') return message ?? 'must be text';
      if (isLongerThan(value, max) || (min > 0 && !isLongerThan(value, min - 1))) {
        return lengthMessage(value, min, max);
      }
      return [...form, ...rules, FOR_ALL].find(([test]) => !satisfies(value, test))?.[1];
    },
    ...(tidy && { read: tidy }),
  };
  return shape;
}

/** A UUID of any version. */
export function uuid(message = 'must be a UUID'): Shape {
  return {
    schema: { type: 'string', format: 'uuid', maxLength: 36 },
    problemWith: (value) => (isUUID(value) ? undefined : message),
  };
}

function satisfies(value: string, test: TextRule[0]): boolean {
  return typeof test === 'function' ? test(value) : test.test(value);
}

function lengthMessage(value: string, min: number, max: number): string {
  if (value === '') return 'must not be empty';
  if (min <= 1) return `must have at most ${max} characters`;
  return `must have ${min === max ? min : `${min} to ${max}`} characters`;
}

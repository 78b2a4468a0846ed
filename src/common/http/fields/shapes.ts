import { isObject } from 'class-validator';
import type { Shape } from './shape.js';

export interface NumberLimits {
  readonly min: number;
  readonly max: number;
  /** It comes as text, in a query. */
  readonly inQuery?: boolean;
}

export function wholeNumber({ min, max, inQuery }: NumberLimits): Shape {
  const message = `must be a whole number from ${min} to ${max}`;
  const isSound = (value: unknown) => Number.isInteger(value) && isWithin(value, min, max);
  return numeric('integer', { min, max, inQuery }, (value) =>
    isSound(value) ? undefined : message,
  );
}

export function anyNumber({ min, max, inQuery }: NumberLimits): Shape {
  const message = `must be a number from ${min} to ${max}`;
  return numeric('number', { min, max, inQuery }, (value) =>
    isWithin(value, min, max) ? undefined : message,
  );
}

function numeric(
  type: 'integer' | 'number',
  { min, max, inQuery }: NumberLimits,
  problemWith: Shape['problemWith'],
): Shape {
  const schema = { type, minimum: min, maximum: max };
  return { schema, problemWith, ...(inQuery && { read: readNumber }) };
}

function readNumber(value: unknown): unknown {
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}

/** One of a few texts. */
export function oneOf(values: readonly string[]): Shape {
  return {
    schema: { type: 'string', enum: values },
    problemWith: (value) =>
      values.some((one) => one === value) ? undefined : `must be one of ${values.join(', ')}`,
  };
}

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

export function flag({ inQuery }: { readonly inQuery?: boolean } = {}): Shape {
  return {
    schema: { type: 'boolean' },
    problemWith: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
    ...(inQuery && { read: (value: unknown) => BOOLEANS.get(value) ?? value }),
  };
}

/** An object whose members others judge. */
export function anyObject(message = 'must be an object'): Shape {
  return {
    schema: { type: 'object' },
    problemWith: (value) => (isObject(value) ? undefined : message),
  };
}

export interface ListLimits {
  readonly min?: number;
  readonly max: number;
  /** No entry may stand twice. */
  readonly unique?: boolean;
  /** It comes in a query: `a,b`, and `a` given several times, mean the same. */
  readonly inQuery?: boolean;
  /** Told whatever is wrong with the list. */
  readonly message?: string;
}

/**
 * A list. class-validator looks through what stands in a list whatever else is wrong with it: so the
 * server keeps nothing of a longer list but what shows that it is too long.
 */
export function listOf(item: Shape, { min = 0, max, unique, inQuery, message }: ListLimits): Shape {
  const problemWith = (value: unknown) => {
    if (!Array.isArray(value)) return 'must be a list';
    if (value.length > max) return `must have at most ${max} entries`;
    if (value.length < min) return 'must not be empty';
    for (const [index, entry] of value.entries()) {
      const problem = item.problemWith(entry);
      if (problem !== undefined) return `has a wrong entry at ${index}: it ${problem}`;
    }
    return unique && new Set(value).size < value.length ? 'must name each entry once' : undefined;
  };
  return {
    schema: {
      type: 'array',
      items: item.schema,
      ...(min > 0 && { minItems: min }),
      maxItems: max,
      ...(unique && { uniqueItems: true }),
    },
    problemWith: (value) => problemWith(value) && (message ?? problemWith(value)),
    read: (value) => bounded(inQuery ? split(value) : value, max),
  };
}

function bounded(value: unknown, max: number): unknown {
  return Array.isArray(value) ? value.slice(0, max + 1) : value;
}

function split(value: unknown): unknown {
  if (value === undefined) return undefined;
  const given: unknown[] = Array.isArray(value) ? value : [value];
  return given.flatMap((one): unknown[] => (typeof one === 'string' ? one.split(',') : [one]));
}

import { z } from 'zod';
import { type Declared, isPublished, type Shape } from './setting.js';

/** Environment variables as the operating system gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that are missing or malformed; the message names each with its reason and an example. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`Coinslot cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** What settings must be together. */
export interface Rule {
  /** Looked at once each of these is sound, whatever else is missing. */
  readonly reads: readonly string[];
  /** The names that are wrong, each with its reason. */
  problemsOf(values: Readonly<Record<string, unknown>>): Iterable<readonly [string, string]>;
}

/** What is read, and what is looked at with it, so that everything that is wrong is told at once. */
interface Asked {
  /** Explains each variable. */
  readonly shape: Shape;
  readonly rules?: readonly Rule[];
  readonly also?: readonly Declared[];
}

/**
 * Reads what `type` asks for; empty values count as unset. In production no secret may be the example
 * that its setting is explained with.
 * @throws {ConfigError}
 */
export function readSettings<T extends z.ZodType>(
  environment: Environment,
  type: T,
  { shape, rules = [], also = [] }: Asked,
): z.infer<T> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = type.safeParse(given);
  const problems = [
    ...malformed(result, given, shape),
    ...published(given, shape),
    ...atOdds(given, shape, rules),
    ...also.flatMap(({ shape: own }) => [
      ...malformed(z.object(own).safeParse(given), given, own),
      ...published(given, own),
    ]),
  ];
  if (result.success && problems.length === 0) return result.data;
  throw new ConfigError([...new Set(problems)]);
}

function malformed(
  { error }: z.ZodSafeParseResult<unknown>,
  given: Environment,
  shape: Shape,
): string[] {
  return (error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0]);
    const isMissing = given[name] === undefined && issue.code !== 'custom';
    return explain(name, isMissing ? 'is missing' : issue.message, shape);
  });
}

function published(given: Environment, shape: Shape): string[] {
  if (given['NODE_ENV'] !== 'production') return [];
  return Object.entries(shape)
    .filter(([name, type]) => isPublished(type, given[name] ?? ''))
    .map(
      ([name, type]) =>
        `${name}: must not hold the published example in production: everybody knows it. ${type.meta()?.['description']}`,
    );
}

function atOdds(given: Environment, shape: Shape, rules: readonly Rule[]): string[] {
  const sound: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(shape)) {
    const read = type.safeParse(given[name]);
    if (read.success) sound[name] = read.data;
  }
  return rules
    .filter(({ reads }) => reads.every((name) => Object.hasOwn(sound, name)))
    .flatMap((rule) => [...rule.problemsOf(sound)])
    .map(([name, reason]) => explain(name, reason, shape));
}

function explain(name: string, reason: string, shape: Shape): string {
  const notes = shape[name]?.meta();
  return `${name}: ${reason}. ${notes?.['description']}. Example: ${name}=${notes?.['example']}`;
}

import { z } from 'zod';
import type { Declared, Shape } from './setting.js';

/** Environment variables as the operating system gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that are missing or malformed; the message names each with its reason and an example. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`Coinslot cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/**
 * Reads what `type` asks for; empty values count as unset.
 * @param shape explains each variable
 * @param also looked at as well, so that everything that is wrong is told at once
 * @throws {ConfigError}
 */
export function readSettings<T extends z.ZodType>(
  environment: Environment,
  type: T,
  shape: Shape,
  also: readonly Declared[] = [],
): z.infer<T> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const problemsOf = (result: z.ZodSafeParseResult<unknown>, explained: Shape) =>
    result.error?.issues.map((issue) => explain(issue, given, explained)) ?? [];
  const result = type.safeParse(given);
  const problems = [
    ...problemsOf(result, shape),
    ...also.flatMap((own) => problemsOf(z.object(own.shape).safeParse(given), own.shape)),
  ];
  if (result.success && problems.length === 0) return result.data;
  throw new ConfigError([...new Set(problems)]);
}

function explain(issue: z.core.$ZodIssue, given: Environment, shape: Shape): string {
  const name = String(issue.path[0]);
  const reason =
    given[name] === undefined && issue.code !== 'custom' ? 'is missing' : issue.message;
  const notes = shape[name]?.meta();
  return `${name}: ${reason}. ${notes?.['description']}. Example: ${name}=${notes?.['example']}`;
}

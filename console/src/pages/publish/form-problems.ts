import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { ApiProblem } from '../../api/index.ts';

/**
 * Puts what the server found wrong at its fields, and goes to the first of them.
 * @returns what is wrong with no field of this form
 */
export function placeProblems<Inputs extends FieldValues>(
  { setError, getFieldState, getValues }: UseFormReturn<Inputs>,
  error: unknown,
): ApiProblem | undefined {
  const problem = ApiProblem.from(error);
  const has = (field: string) => isControl(getValues(field as Path<Inputs>));
  const here = problem.fields.filter(({ field }) => has(field));
  for (const { field, message } of here) {
    const path = field as Path<Inputs>;
    const before = getFieldState(path).error?.message;
    const told = before === undefined ? sentence(message) : `${before} ${sentence(message)}`;
    setError(path, { message: told }, { shouldFocus: field === here[0]?.field });
  }
  const elsewhere = problem.fields.filter(({ field }) => !has(field));
  if (here.length > 0 && elsewhere.length === 0) return undefined;
  const { status, code, title, detail, requestId } = problem;
  return new ApiProblem(status, code, title, detail, requestId, elsewhere);
}

/** Lists are controls too, and what has members is none. */
function isControl(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'object' || Array.isArray(value));
}

/** The server ends its messages without a stop. */
function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;
}

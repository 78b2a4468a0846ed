import { QueryFailedError } from 'typeorm';

interface PostgresError {
  readonly code?: string;
  readonly constraint?: string;
}

/** True when `error` says that the named unique constraint or index was violated. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return violates(error, '23505', constraint);
}

/** True when `error` says that the named check, of a table or a trigger, was violated. */
export function isCheckViolation(error: unknown, constraint: string): boolean {
  return violates(error, '23514', constraint);
}

function violates(error: unknown, code: string, constraint: string): boolean {
  const cause = causeOf(error);
  return cause?.code === code && cause.constraint === constraint;
}

/** True when what was written belongs to a user who is not there, or not any more. */
export function isOfNobody(error: unknown): boolean {
  const cause = causeOf(error);
  return cause?.code === '23503' && /_(user|owner)_id_fkey$/.test(cause.constraint ?? '');
}

/** True when two transactions waited for each other, and PostgreSQL gave this one up. */
export function isDeadlock(error: unknown): boolean {
  return causeOf(error)?.code === '40P01';
}

function causeOf(error: unknown): PostgresError | undefined {
  return error instanceof QueryFailedError ? (error.driverError as PostgresError) : undefined;
}

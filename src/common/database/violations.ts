import { DatabaseError } from 'pg';
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
  return hasState(error, '40P01');
}

/** True when a lock was not given in time. */
export function isLockTimeout(error: unknown): boolean {
  return hasState(error, '55P03');
}

/** True when PostgreSQL, or a function of ours there, gave `error` that SQLSTATE. */
export function hasState(error: unknown, state: string): boolean {
  return causeOf(error)?.code === state;
}

function causeOf(error: unknown): PostgresError | undefined {
  if (error instanceof DatabaseError) return error;
  return error instanceof QueryFailedError ? (error.driverError as PostgresError) : undefined;
}

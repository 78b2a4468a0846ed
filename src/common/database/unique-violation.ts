import { QueryFailedError } from 'typeorm';

interface PostgresError {
  readonly code?: string;
  readonly constraint?: string;
}

/** True when `error` says that the named unique constraint or index was violated. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const cause = error.driverError as PostgresError;
  return cause.code === '23505' && cause.constraint === constraint;
}

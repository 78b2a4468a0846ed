import { QueryFailedError } from 'typeorm';

/** True when `error` says that a lock was not given in time. */
export function isLockTimeout(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  return (error.driverError as { readonly code?: string }).code === '55P03';
}

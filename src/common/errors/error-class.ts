const MAX_LENGTH = 100;

/** What kind of error it was; its message may hold what nobody else may read. */
export function errorClass(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { driverError } = error as { driverError?: { code?: unknown } };
  const code = driverError?.code ?? (error as { code?: unknown }).code;
  const name = typeof code === 'string' ? `${error.name} ${code}` : error.name;
  return name.slice(0, MAX_LENGTH);
}

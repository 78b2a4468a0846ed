type Document = Readonly<Record<string, unknown>>;

/** Members of a problem that clients of OpenAI's API look for in `error`, or cannot reach elsewhere. */
const TOLD = ['retryable', 'payment', 'statusUrl', 'ticket', 'id', 'refund', 'errors', 'instance'];

/**
 * A problem as clients of OpenAI's API read it, in `error`. The problem stands beside: it has the challenge,
 * where those who pay look for it.
 */
export function chatError(problem: Document): { error: Document } & Document {
  const told = TOLD.filter((name) => name in problem).map((name) => [name, problem[name]]);
  const error = {
    message: messageOf(problem),
    type: typeOf(Number(problem['status'])),
    param: paramOf(problem),
    code: problem['code'],
    ...(Object.fromEntries(told) as Document),
  };
  return { ...problem, error };
}

/**
 * What clients are told about trying again by themselves. Theirs would sign a new payment: they must not where
 * this one may have been charged, or where it cannot help.
 */
export function retryHeaders({ retryable, payment }: Document): Record<string, string> {
  const isSafe = retryable === true && payment === 'not_charged';
  return isSafe ? {} : { 'x-should-retry': 'false' };
}

function messageOf({ title, detail, errors }: Document): string {
  if (typeof detail === 'string') return detail;
  const fields = fieldErrors(errors).map(({ field, message }) => `${field} ${message}`);
  return fields.length === 0 ? String(title) : `${String(title)}: ${fields.join('; ')}`;
}

function paramOf({ errors }: Document): string | null {
  return fieldErrors(errors)[0]?.field ?? null;
}

function fieldErrors(errors: unknown): readonly { field: string; message: string }[] {
  return Array.isArray(errors) ? (errors as { field: string; message: string }[]) : [];
}

function typeOf(status: number): string {
  if (status === 402) return 'payment_required';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

import type { ProblemType } from './problem.js';

/** A kind of failure that the same request meets again, however often the client sends it. */
export function lasting(code: string, status: number, title: string): ProblemType {
  return { code, status, title, retryable: false };
}

/** A kind of failure that passes: the same request, with the same payment, can succeed later. */
export function passing(code: string, status: number, title: string): ProblemType {
  return { code, status, title, retryable: true };
}

import type { Schema } from '../api/types.ts';
import { type Answer, type Pending, wholeOf } from './answer.ts';
import { type Problem, Refused } from './problem.ts';

const EVERY_MS = 1_500;

/** Asks until a call has ended. @throws {Refused} when it ended without an answer, or nobody knows whether it was paid */
export async function followCall({ statusUrl, ticket }: Pending): Promise<Answer> {
  // Addresses come from the server's settings; the page asks where it came from.
  const path = new URL(statusUrl).pathname;
  for (;;) {
    const response = await fetch(path, { headers: { 'payment-ticket': ticket } });
    if (!response.ok) throw await Refused.by(response);
    const call = (await response.json()) as Schema<'ExecutionDto'>;
    if (call.status === 'succeeded') return wholeOf(call, ticket);
    if (call.status !== 'running') throw new Refused(problemOf(call));
    if (call.payment === 'unknown') throw new Refused(UNKNOWN);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

function problemOf({ status, payment, failure }: Schema<'ExecutionDto'>): Problem {
  const code = status === 'expired' ? 'result_expired' : 'call_failed';
  const untold = { title: 'The call has no answer', code, status: 410, retryable: false };
  return { ...untold, ...failure, payment };
}

const UNKNOWN: Problem = {
  title: 'Nobody knows yet whether the payment went through',
  code: 'settlement_unknown',
  status: 502,
  retryable: true,
  payment: 'unknown',
  detail: 'The server asks the chain about every minute. Ask again in a moment; do not pay again.',
};

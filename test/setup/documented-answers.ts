import { afterEach } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AnswerCheck } from './answer-check.js';

/** What is longer, or of a length that is not told, is not read a second time. */
const MAX_BYTES = 1_048_576;

/** How each server of this test file is compared, by its origin. */
const checks = new Map<string, () => AnswerCheck>();
/** Those that test files of this process made, by what their documents tell; the files run anew, and this stays. */
const shared: Map<string, AnswerCheck> = ((
  globalThis as { sharedAnswerChecks?: Map<string, AnswerCheck> }
).sharedAnswerChecks ??= new Map());
const faults = new Set<string>();
const underWay = new Set<Promise<void>>();

/**
 * From now on every answer of a server to a `fetch` of this test file must be what its document says: a
 * status or a member that it does not know fails the test.
 * @param told all that the document depends on, besides the sources: where it is the same, so is the document
 */
export function compareAnswers(origin: string, document: () => OpenAPIObject, told?: string): void {
  let check: AnswerCheck | undefined;
  checks.set(origin, () => (check ??= checkOf(document, told)));
}

function checkOf(document: () => OpenAPIObject, told: string | undefined): AnswerCheck {
  if (told === undefined) return new AnswerCheck(document());
  const check = shared.get(told) ?? new AnswerCheck(document());
  shared.set(told, check);
  return check;
}

/** The document of this server cannot know what it answers: its routes or its rows are a test's own. */
export function leaveUncompared(origin: string): void {
  checks.delete(origin);
}

const plainFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const request = input instanceof Request ? input : undefined;
  const answer = await plainFetch(input, init);
  const check = checks.get(URL.parse(answer.url)?.origin ?? '');
  if (check !== undefined && !answer.redirected) {
    const method = init?.method ?? request?.method ?? 'GET';
    note(compare(check(), method.toUpperCase(), answer));
  }
  return answer;
};

afterEach(async () => {
  await Promise.all(underWay);
  const found = [...faults];
  faults.clear();
  if (found.length > 0) throw new Error(`answers that no document knows:\n${found.join('\n')}`);
});

function note(comparison: Promise<void>): void {
  underWay.add(comparison);
  void comparison.finally(() => underWay.delete(comparison));
}

async function compare(check: AnswerCheck, method: string, answer: Response): Promise<void> {
  const { pathname, search } = new URL(answer.url);
  const [mediaType = ''] = (answer.headers.get('content-type') ?? '').split(';');
  const given = { method, url: pathname + search, status: answer.status, mediaType };
  const body = isToRead(answer) ? await read(answer) : undefined;
  for (const fault of check.faultsOf({ ...given, body })) faults.add(fault);
}

/** What is sold as it is, with its receipt beside it, is what its creator likes. */
function isToRead({ headers }: Response): boolean {
  const length = Number(headers.get('content-length') ?? Infinity);
  return length > 0 && length <= MAX_BYTES && !headers.has('payment-receipt');
}

/** Undefined for what breaks off, and for what is no JSON: those who asked see it as well. */
async function read(answer: Response): Promise<unknown> {
  const text = await answer
    .clone()
    .text()
    .catch(() => '');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

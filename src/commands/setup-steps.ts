import type { SetupFile } from './setup-file.js';

/** Asks the API for something; `body` is what it answered, parsed. */
export type Ask = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  body?: unknown,
) => Promise<Answer>;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What became of one part of a file. */
export interface Step {
  readonly part: string;
  /** What was done, or what is wrong. */
  readonly outcome: string;
  readonly isDone: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Makes an account what a file says, over the API alone: a second time, only what differs is changed, and nothing
 * is ever taken away. What fails concerns no other part, and is told; parts come in the order in which they need
 * one another.
 */
export async function* takeSteps(file: SetupFile, ask: Ask): AsyncGenerator<Step> {
  if (file.profile !== undefined) {
    yield stepOf('profile', await ask('PATCH', '/me', file.profile), 'is as the file says');
  }
  for (const [provider, version] of Object.entries(file.acceptTerms ?? {})) {
    const answer = await ask('PUT', `/me/provider-terms/${encodeURIComponent(provider)}`, {
      version,
    });
    yield stepOf(`terms of ${provider}`, answer, `accepted, version ${version}`);
  }
  for (const [provider, body] of Object.entries(file.connections ?? {})) {
    const answer = await ask('POST', `/integrations/${encodeURIComponent(provider)}/connect`, body);
    yield stepOf(`connection ${provider}`, answer, 'connected');
  }
  const known = await everyItem(ask, '/resources/mine');
  for (const resource of file.resources ?? []) yield sell(resource, known, ask);
  const keys = await everyItem(ask, '/api-keys');
  for (const key of file.apiKeys ?? []) yield makeKey(key, keys, ask);
}

async function sell(
  { publish, ...listing }: NonNullable<SetupFile['resources']>[number],
  known: readonly Json[],
  ask: Ask,
): Promise<Step> {
  const part = `resource ${listing.slug}`;
  const before = known.find(({ slug }) => slug === listing.slug);
  const saved = await save(listing, before, ask);
  if (!isGood(saved.answer)) return stepOf(part, saved.answer, '');
  const { id, status } = saved.answer.body as Json;
  if (!publish || status === 'published') return stepOf(part, saved.answer, saved.outcome);
  const published = await ask('POST', `/resources/${String(id)}/publish`);
  return stepOf(part, published, `${saved.outcome}, and put on sale`);
}

async function save(listing: Json, before: Json | undefined, ask: Ask) {
  if (before === undefined) {
    return { answer: await ask('POST', '/resources', listing), outcome: 'created' };
  }
  const path = `/resources/${String(before['id'])}`;
  const shown = await ask('GET', `/resources/mine/${String(before['id'])}`);
  if (!isGood(shown) || isPartOf(listing, shown.body))
    return { answer: shown, outcome: 'unchanged' };
  // What it is cannot change, and need not be said.
  const { type, ...changes } = listing;
  const isSame = type === before['type'];
  const answer = await ask('PATCH', path, isSame ? changes : listing);
  return { answer, outcome: 'changed' };
}

async function makeKey(key: Json, known: readonly Json[], ask: Ask): Promise<Step> {
  const part = `API key "${String(key['name'])}"`;
  if (known.some(({ name }) => name === key['name'])) {
    return { part, outcome: 'there already', isDone: true };
  }
  const answer = await ask('POST', '/api-keys', key);
  return stepOf(
    part,
    answer,
    `created; it is shown only now: ${String((answer.body as Json)['key'])}`,
  );
}

/** All items of a list that is read by pages. */
async function everyItem(ask: Ask, path: string): Promise<Json[]> {
  const items: Json[] = [];
  for (let cursor: unknown = null, isFirst = true; isFirst || cursor !== null; isFirst = false) {
    const from = isFirst ? '' : `&cursor=${encodeURIComponent(String(cursor))}`;
    const { status, body } = await ask('GET', `${path}?limit=100${from}`);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}`);
    const page = body as { items: Json[]; nextCursor: unknown };
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

/** Whether everything that is wanted is shown as such. Secrets are not shown, so they count as a difference. */
export function isPartOf(wanted: unknown, shown: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted === shown;
  if (typeof shown !== 'object' || shown === null) return false;
  if (Array.isArray(wanted)) {
    const isList = Array.isArray(shown) && shown.length === wanted.length;
    return isList && wanted.every((each, at) => isPartOf(each, shown[at]));
  }
  return Object.entries(wanted).every(
    ([name, each]) => Object.hasOwn(shown, name) && isPartOf(each, (shown as Json)[name]),
  );
}

const isGood = ({ status }: Answer) => status < 300;

function stepOf(part: string, answer: Answer, done: string): Step {
  return isGood(answer)
    ? { part, outcome: done, isDone: true }
    : { part, outcome: explain(answer), isDone: false };
}

/** What a problem says (RFC 9457), with the fields that are wrong. */
function explain({ status, body }: Answer): string {
  const { title, detail, errors } = (body ?? {}) as {
    title?: string;
    detail?: string;
    errors?: { field: string; message: string }[];
  };
  const fields = (errors ?? []).map(({ field, message }) => `${field} ${message}`);
  return [detail ?? title ?? `the server answered ${status}`, ...fields].join('; ');
}

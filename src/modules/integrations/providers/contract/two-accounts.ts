import type { Credentials } from './connection-ground.js';
import {
  type Handler,
  ask,
  type Question,
  questionOf,
  type Reply,
  respond,
} from './hostile-server.js';

/** Ends the keys of the other account, and every text that is told of it. */
const MARK = '-of-another';

/** The keys of a second account, with nothing in common with those of the first but how they begin. */
export function ofAnother(credentials: Credentials): Credentials {
  const marked = Object.entries(credentials).map(([name, key]) => [name, `${key}${MARK}`]);
  return Object.fromEntries(marked) as Credentials;
}

/** Answers a question about the account of the stand-in. */
export type Answering = (question: Question) => Promise<Reply>;

/** Asks each question once: a service that counts is asked no more often for two users than for one. */
export function askingOnce(target: string): Answering {
  const replies = new Map<string, Promise<Reply>>();
  return (question) => {
    const key = written(question);
    const reply = replies.get(key) ?? ask(target, question);
    replies.set(key, reply);
    return reply;
  };
}

/**
 * A service with two accounts, where the stand-in has one. Of the second it tells what the first has, with every
 * text marked; cursors and ids that are sent back lose the mark, so that they lead where they should.
 * @param untouched how many answers about the second come first that are not marked
 * @param onAsked is told what is asked about the second
 */
export function twoAccounts(
  answer: Answering,
  untouched: number,
  onAsked: (said: string) => void,
): Handler {
  let left = untouched;
  return async (request, response) => {
    const question = await questionOf(request);
    const isOther = Object.values(question.headers).some((value) => value.includes(MARK));
    if (!isOther) return respond(response, await answer(question), (leaf) => leaf);
    const plain = unmarked(question);
    onAsked(written(plain));
    left -= 1;
    const isMarked = left < 0;
    respond(response, await answer(plain), (leaf) => (isMarked ? marked(leaf) : leaf));
  };
}

function written({ method, path, body }: Question): string {
  return `${method} ${path} ${body}`;
}

function marked(leaf: unknown): unknown {
  return typeof leaf === 'string' ? `${leaf}${MARK}` : leaf;
}

function unmarked({ method, path, headers, body }: Question): Question {
  const plain = Object.entries(headers).map(([name, value]) => [name, without(value)]);
  return {
    method,
    path: without(path),
    headers: Object.fromEntries(plain) as Record<string, string>,
    body: without(body),
  };
}

function without(text: string): string {
  return text.replaceAll(MARK, '');
}

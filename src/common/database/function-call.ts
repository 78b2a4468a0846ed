import { sha256 } from '../crypto/index.js';

/** One call of a function of the database; the names of functions and their parameters are known to migrations. */
export interface FunctionCall {
  readonly name: string;
  readonly parameters: readonly unknown[];
}

/**
 * Lets the transaction that makes this call be seen by all before it is on disk: should PostgreSQL itself
 * crash within about half a second, it never happened. Every later commit that waits for the disk makes
 * it last as well.
 */
export const SEEN_BEFORE_KEPT: FunctionCall = {
  name: 'set_config',
  parameters: ['synchronous_commit', 'off', true],
};

/** PostgreSQL cuts off what is longer. */
const LONGEST_NAME = 63;

/**
 * One statement that makes all the calls, in their order. Its name says what they are: PostgreSQL plans a
 * statement with a name once for each connection.
 */
export function statementOf(calls: readonly FunctionCall[]) {
  let count = 0;
  const made = calls.map(({ name, parameters }) => {
    const places = parameters.map(() => `$${(count += 1)}`);
    return `${name}(${places.join(', ')})`;
  });
  const text = `SELECT ${made.join(', ')}`;
  const names = calls.map(({ name }) => name).join('+');
  const name = `${sha256(text).toString('hex', 0, 4)} ${names}`.slice(0, LONGEST_NAME);
  return { name, text, values: calls.flatMap(({ parameters }) => parameters) };
}

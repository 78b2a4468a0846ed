import { describe, expect, it } from '@jest/globals';
import type { ConnectionProvider } from '../connection-provider.js';
import { at } from '../json-path.js';
import type { ProviderSession } from '../provider-session.js';
import { failuresOf } from './failed-checks.js';
import { BOOKS_PAGING, describeNotes, groundOf } from './notes.js';

const sound = groundOf({});

const ANEW = 'asks anew for each user, and tells none of another’s account, ';

/** What a class can keep of a call, and the check that says so. */
const KEPT: Readonly<
  Record<string, readonly [string, () => NonNullable<ConnectionProvider['describe']>]>
> = {
  'lists the first user’s rows to all': [
    `${ANEW}once the key is known to be good`,
    () => {
      let rows: readonly unknown[] | undefined;
      return async ({ list }) => {
        rows ??= await list('/books', BOOKS_PAGING);
        return { books: titlesOf(rows) };
      };
    },
  ],
  'asks each time, and tells what it heard first': [
    `${ANEW}once the key is known to be good`,
    () => {
      let first: readonly unknown[] | undefined;
      return async ({ list }) => {
        const rows = await list('/books', BOOKS_PAGING);
        first ??= rows;
        return { books: titlesOf(first) };
      };
    },
  ],
  'tells everybody who the first one was': [
    `${ANEW}whose key tells of it`,
    () => {
      let owner: unknown;
      return async (session) => {
        owner ??= at(session.probes['account']?.body, 'owner');
        return { ...(await describeNotes(session)), owner };
      };
    },
  ],
  'asks with whichever session came last': [
    'keeps the accounts of users who ask side by side apart',
    () => {
      let current: ProviderSession | undefined;
      return async (session) => {
        current = session;
        await session.get('/account');
        return describeNotes(current);
      };
    },
  ],
};

function titlesOf(rows: readonly unknown[] | undefined) {
  return rows?.slice(0, 50).map((row) => String(at(row, 'title'))) ?? null;
}

describe('the suite', () => {
  it.each(Object.entries(KEPT))('catches a class that %s', async (_what, [check, makeDescribe]) => {
    const provider = (baseUrl: string) => ({
      definition: sound.provider(baseUrl).definition,
      describe: makeDescribe(),
    });
    expect(await failuresOf({ ...sound, provider })).toContain(check);
  });
});

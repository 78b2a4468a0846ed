import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import { at } from '../json-path.js';
import { textOrNull } from '../metadata.js';
import { ProviderUnreachable, type ProviderSession } from '../provider-session.js';
import { describeConnectionProvider } from './describe-connection-provider.js';
import { failedChecks, failuresOf } from './failed-checks.js';
import { ACCOUNT, BOOKS_PAGING, describeNotes, groundOf, OAUTH } from './notes.js';

const sound = groundOf({});

describeConnectionProvider('notes, that is sound', sound);

const STARTS = 'has a definition that the server starts with';
const HTTPS = 'speaks https only, also where users are sent and where tokens come from';

/** What is wrong with a copy of the definition, and the check that says so. */
const DEFINITIONS: Readonly<
  Record<string, readonly [string, (definition: ProviderDefinition) => ProviderDefinition]>
> = {
  'asks over plain http': [
    HTTPS,
    (is) => ({ ...is, api: { ...is.api, headers: {}, baseUrl: 'http://api.notes.example/v1' } }),
  ],
  'sends users away over plain http': [
    HTTPS,
    (is) => ({
      ...is,
      auth: [...is.auth, { ...OAUTH, authorizeUrl: 'http://notes.example/oauth' }],
    }),
  ],
  'gets its tokens over plain http': [
    HTTPS,
    (is) => ({ ...is, auth: [...is.auth, { ...OAUTH, tokenUrl: 'http://notes.example/token' }] }),
  ],
  'has no documentation': [
    'says what it is, and where its documentation stands',
    (is) => ({ ...is, docsUrl: null }),
  ],
  'lets codes be redeemed without PKCE and without a secret': [
    STARTS,
    (is) => ({ ...is, auth: [{ ...OAUTH, usesPkce: false, clientAuth: 'none' }] }),
  ],
  'asks with no token, though users permit it': [STARTS, (is) => ({ ...is, auth: [OAUTH] })],
  'renews tokens too late to matter': [
    STARTS,
    (is) => ({
      ...is,
      auth: [
        {
          ...OAUTH,
          refresh: { rotates: true, margin: 0, oldTokenUsable: 0, giveUpAfter: 0 },
        },
      ],
    }),
  ],
  'sends no key': [
    'calls a wrong key invalid, with a reason',
    (is) => ({
      ...is,
      api: { baseUrl: is.api?.baseUrl ?? '', headers: { 'x-key': 'notes_planted' } },
      probes: [{ ...ACCOUNT, verdicts: [{ status: 401, verdict: 'limited', reason: 'No' }] }],
    }),
  ],
  'calls keys bad when the service says that it is a teapot': [
    'never takes a status that nobody documented for a verdict',
    (is) => withRule(is, { status: 418, verdict: 'invalid', reason: 'Refused' }),
  ],
  'calls keys bad when the API has moved': [
    'never takes a moved API for a verdict',
    (is) => withRule(is, { status: 410, verdict: 'invalid', reason: 'Refused' }),
  ],
  'knows no bad key': [
    'calls a wrong key invalid, with a reason',
    (is) => ({ ...is, probes: [{ ...ACCOUNT, verdicts: [{ status: 200, verdict: 'valid' }] }] }),
  ],
  'cannot do without a member that the service may leave out': [
    'keeps what fits its schema of the key itself',
    (is) => ({
      ...is,
      metadata: { ...is.metadata, schema: is.metadata.schema.extend({ owner: z.string() }) },
    }),
  ],
};

function withRule(is: ProviderDefinition, rule: (typeof ACCOUNT.verdicts)[number]) {
  return { ...is, probes: [{ ...ACCOUNT, verdicts: [...ACCOUNT.verdicts, rule] }] };
}

/** What code can do wrong, and the check that says so. */
const CODE: Readonly<Record<string, readonly [string, ConnectionProvider['describe']]>> = {
  'logs what the service says': [
    'keeps what fits its schema of the key itself',
    async (session) => {
      console.log('answered', session.probes['account']?.body);
      return describeNotes(session);
    },
  ],
  'believes what comes': [
    'keeps what fits its schema of objects',
    async ({ list }) => {
      const rows =
        (await list('/books', {
          kind: 'link',
          next: 'next',
          rows: 'books',
          maxPages: 1,
          maxRows: 9,
        })) ?? [];
      return { books: rows.map((row) => (row as { title: string }).title.trim()) };
    },
  ],
  'takes an outage in the middle for an account without books': [
    'tells no half of an account when the service fails in the middle',
    async (session) =>
      describeNotes(session).catch((error: unknown) => {
        if (error instanceof ProviderUnreachable) return { books: [] };
        throw error;
      }),
  ],
  'follows pages without an end': ['asks for a bounded number of pages', everyPage],
};

async function everyPage({ get }: ProviderSession) {
  let after: unknown = '0';
  while (typeof after === 'string') {
    after = at((await get('/books', { after })).body, 'next');
  }
  return { books: null };
}

async function describeNothing() {
  return {};
}

async function everyBook({ list }: ProviderSession) {
  const rows = await list('/books', BOOKS_PAGING);
  return { books: rows?.map((row) => String(at(row, 'title'))) ?? null };
}

async function everyBookOrNone(session: ProviderSession) {
  return { books: (await everyBook(session)).books ?? [] };
}

describe('the suite', () => {
  it.each(Object.entries(DEFINITIONS))(
    'catches a provider that %s',
    async (_what, [check, change]) => {
      expect(await failuresOf(groundOf({ change }))).toContain(check);
    },
  );

  it.each(Object.entries(CODE))('catches code that %s', async (_what, [check, describe_]) => {
    expect(await failuresOf(groundOf({ describe: describe_ }))).toContain(check);
  });

  it('catches a provider that keeps more than there is room for, and says how much', async () => {
    const schema = z.object({ owner: textOrNull, books: z.array(z.string()) });
    const change = (is: ProviderDefinition) => ({ ...is, metadata: { ...is.metadata, schema } });
    const failed = await failedChecks(groundOf({ change, describe: everyBookOrNone }));
    expect(failed.get('keeps what fits its schema of texts without an end')).toMatch(
      /metadata of \d{6} bytes; at most 65536 are kept/,
    );
  });

  it('catches a provider that takes any page for a good answer', async () => {
    const probes = [{ ...ACCOUNT, answer: z.unknown() }];
    const change = (is: ProviderDefinition) => ({ ...is, probes });
    expect(await failuresOf(groundOf({ change, describe: describeNothing }))).toContain(
      'never takes an empty object for a verdict',
    );
  });

  it('lets a provider tell more than there is room for, since the rest is not kept', async () => {
    const schema = z.object({ owner: textOrNull, books: z.array(z.string()).nullable() });
    const change = (is: ProviderDefinition) => ({ ...is, metadata: { ...is.metadata, schema } });
    expect(await failuresOf(groundOf({ change, describe: everyBook }))).toEqual([]);
  });

  it('lets all headers be those of the way', async () => {
    const headers = { authorization: 'Bearer {api_key}' };
    const change = (is: ProviderDefinition): ProviderDefinition => ({
      ...is,
      auth: [{ mode: 'api_key', fields: is.auth[0].fields, headers }],
      api: { baseUrl: is.api?.baseUrl ?? '' },
    });
    expect(await failuresOf(groundOf({ change }))).toEqual([]);
  });

  it('asks for a wrong key where there is anybody to refuse it', async () => {
    const { wrong: _none, ...rest } = sound;
    expect(await failuresOf(rest)).toEqual(['comes with what a test of it takes']);
    const { standIn: _nobody, ...alone } = sound;
    expect(await failuresOf(alone)).toContain('comes with what a test of it takes');
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';
import type { ConnectionProvider, Probe, ProviderDefinition } from '../connection-provider.js';
import { textOrNull } from '../metadata.js';
import type { Paging } from '../paging.js';
import type { OAuth2Auth } from '../provider-auth.js';
import type { ProviderSession } from '../provider-session.js';
import type { ConnectionProviderGround, StandInServer } from './connection-ground.js';

export const BASE_URL = 'https://api.notes.example/v1';
const BOOKS = 400;
const PAGE = 200;

export const BOOKS_PAGING: Paging = {
  kind: 'cursor',
  rows: 'books',
  next: 'next',
  parameter: 'after',
  maxPages: 4,
  maxRows: BOOKS,
};

const bookRow = z.object({ title: z.string() });

export const ACCOUNT: Probe = {
  name: 'account',
  path: '/account',
  answer: z.object({ owner: z.string() }),
  codeAt: 'code',
  verdicts: [
    { status: 200, verdict: 'valid' },
    { status: 401, code: 'bad_key', verdict: 'invalid', reason: 'Notes does not accept this key' },
  ],
};

export const API_KEY = {
  key: 'apiKey',
  type: 'secret',
  credential: 'api_key',
  title: 'API key',
  description: 'From the settings of your account',
  example: 'notes_0123456789',
  pattern: '^notes_',
} as const;

/** A service that nobody offers, done well: what is broken in a test is broken in a copy of it. */
export function notes(baseUrl: string): ProviderDefinition {
  return {
    id: 'notes',
    name: 'Notes',
    description: 'Keeps the notes of a shop',
    icon: 'notes',
    category: 'shop',
    required: false,
    setupOrder: 20,
    docsUrl: 'https://notes.example/docs',
    auth: [{ mode: 'api_key', fields: [API_KEY] }],
    api: { baseUrl, headers: { authorization: 'Bearer {api_key}' } },
    probes: [ACCOUNT],
    metadata: {
      schema: z.object({
        owner: textOrNull,
        books: z.array(z.string()).max(50).nullable(),
      }),
      paths: { owner: ['account', 'owner'] },
    },
  };
}

/** The same, for whoever lets users permit it there. */
export const OAUTH: OAuth2Auth = {
  mode: 'oauth2',
  fields: [],
  client: undefined,
  authorizeUrl: 'https://notes.example/oauth/authorize',
  scopes: ['books:read'],
  scopeSeparator: ' ',
  usesPkce: true,
  tokenUrl: 'https://notes.example/oauth/token',
  clientAuth: 'basic',
  tokenRequest: 'form',
  refresh: { rotates: true, margin: 900, oldTokenUsable: 0, giveUpAfter: 345_600 },
};

export async function describeNotes({ list }: ProviderSession) {
  const rows = await list('/books', BOOKS_PAGING);
  const books = rows?.flatMap((row) => bookRow.safeParse(row).data?.title ?? []);
  return { books: books?.slice(0, 50) ?? null };
}

/** The ground of a provider that is as this one, but for what is said here. */
export function groundOf({
  change = (definition) => definition,
  describe = describeNotes,
}: {
  readonly change?: ((definition: ProviderDefinition) => ProviderDefinition) | undefined;
  readonly describe?: ConnectionProvider['describe'] | undefined;
}): ConnectionProviderGround {
  return {
    provider: (baseUrl) => ({
      definition: change(notes(baseUrl)),
      ...(describe !== undefined && { describe }),
    }),
    baseUrl: BASE_URL,
    standIn: startNotes,
    good: { api_key: 'notes_planted_good' },
    wrong: { api_key: 'notes_planted_wrong' },
    metadata: { owner: 'Ada' },
  };
}

async function startNotes(): Promise<StandInServer> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const say = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const isGood = request.headers.authorization === 'Bearer notes_planted_good';
    if (!isGood) return say(401, { code: 'bad_key' });
    if (pathname === '/account') return say(200, { owner: 'Ada', note: 'hello' });
    const from = Number(searchParams.get('after') ?? 0);
    const books = Array.from({ length: PAGE }, (_, n) => ({ title: `Book ${from + n}` }));
    const next = from + PAGE < BOOKS ? String(from + PAGE) : null;
    return say(200, { books, next });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${address.port}`, stop };
}

import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { ProviderDefinition } from './connection-provider.js';
import { ACCOUNT, API_KEY, BASE_URL, notes, OAUTH } from './contract/notes.js';
import { problemsOfDefinitions } from './definition-problems.js';
import { fits } from './patterns.js';
import type { OAuth2Auth, TextField } from './provider-auth.js';

const sound = notes(BASE_URL);
const api = { baseUrl: BASE_URL, headers: { authorization: 'Bearer {api_key}' } };
const SHOP: TextField = {
  key: 'shop',
  type: 'text',
  title: 'Shop',
  description: 'Its name',
  example: 'ada',
  pattern: '^[a-z]+$',
  form: 'must be a name',
  maxLength: 100,
};
const schema = sound.metadata.schema.extend({ shop: z.string().nullable() });

function problemsWith(change: Partial<ProviderDefinition>): string[] {
  return problemsOfDefinitions([{ ...sound, ...change }]);
}

/** A provider that users permit things at, but for what is said here. */
function permitted(change: Partial<OAuth2Auth>): Partial<ProviderDefinition> {
  const headers = { authorization: 'Bearer {access_token}' };
  return { auth: [{ ...OAUTH, ...change }], api: { ...api, headers }, metadata: { schema } };
}

function withFields(...fields: readonly (typeof API_KEY | TextField)[]) {
  return { auth: [{ mode: 'api_key', fields }], metadata: { schema } } as const;
}

function withRules(...rules: (typeof ACCOUNT)['verdicts']) {
  const codeless = { ...ACCOUNT, codeAt: undefined };
  const { codeAt: _nowhere, ...probe } = codeless;
  return {
    probes: [{ ...probe, verdicts: [{ status: 200, verdict: 'valid' } as const, ...rules] }],
  };
}

const BAD = { verdict: 'invalid', reason: 'Refused' } as const;
const NO_KEY = { status: 401, ...BAD };

/** What is wrong, and what the server says of it. */
const PROBLEMS: Readonly<Record<string, readonly [Partial<ProviderDefinition>, string]>> = {
  'an id with a capital': [{ id: 'Notes' }, 'its id must begin'],
  'no name': [{ name: ' ' }, 'its name must be one line'],
  'a description of two lines': [{ description: 'a\nb' }, 'its description must be one line'],
  'an icon that is a path': [{ icon: '../x' }, 'its icon must'],
  'no place in the order': [{ setupOrder: Number.NaN }, 'its setupOrder must'],
  'documentation over http': [{ docsUrl: 'http://x.example' }, 'its docsUrl must'],
  'a field in snake case': [
    withFields({ ...SHOP, key: 'my_shop' }),
    'the field my_shop must be named',
  ],
  'a field that every object has': [
    withFields({ ...SHOP, key: 'constructor' }),
    'the field constructor must',
  ],
  'a field without words': [
    withFields({ ...SHOP, title: '' }, API_KEY),
    'no title or no description',
  ],
  'a field twice': [withFields(SHOP, SHOP, API_KEY), 'the field shop stands there twice'],
  'a field that would be lost': [
    { auth: [{ mode: 'api_key', fields: [API_KEY, SHOP] }] },
    'the field shop is no member of the metadata',
  ],
  'a field with help over http': [
    withFields({ ...SHOP, docsUrl: 'javascript:alert(1)' }, API_KEY),
    'the docsUrl of the field shop',
  ],
  'a text that is longer than what is kept': [
    withFields({ ...SHOP, maxLength: 300 }, API_KEY),
    'the maxLength of the field shop must be 1 to 200',
  ],
  'a pattern that is none': [
    withFields({ ...SHOP, pattern: '[' }, API_KEY),
    'the pattern of the field shop is none',
  ],
  'a pattern that looks around': [
    withFields({ ...SHOP, pattern: '^(?=a)a' }, API_KEY),
    'the pattern of the field shop is none, or one that takes more than linear time',
  ],
  'a pattern that refers back': [
    withFields({ ...SHOP, pattern: '^(a|d)\\1?' }, API_KEY),
    'more than linear time',
  ],
  'an example that does not fit': [
    withFields({ ...SHOP, example: 'ADA' }, API_KEY),
    'the example of the field shop does not fit its pattern',
  ],
  'no field for the key': [withFields(SHOP), 'it takes a key, and has no field for it'],
  'a key that nobody keeps': [
    { auth: [{ mode: 'declared', fields: [API_KEY] }] },
    'the secret api_key would be lost',
  ],
  'two ways of one mode': [{ auth: [...sound.auth, ...sound.auth] as never }, 'two of its ways'],
  'a base URL that is none': [
    { api: { ...api, baseUrl: 'api.notes.example' } },
    'its baseUrl must',
  ],
  'a base URL with a password': [
    { api: { ...api, baseUrl: 'https://a:b@notes.example' } },
    'its baseUrl must',
  ],
  'a base URL with a query': [
    { api: { ...api, baseUrl: 'https://notes.example?a=' } },
    'its baseUrl must',
  ],
  'a base URL of a file': [{ api: { ...api, baseUrl: 'file:///etc' } }, 'its baseUrl must'],
  'a base URL with a brace': [{ api: { ...api, baseUrl: 'https://{shop' } }, 'its baseUrl must'],
  'a base URL that needs what nobody gives': [
    { api: { ...api, baseUrl: 'https://{shop}.notes.example' } },
    'its baseUrl needs shop, which no text',
  ],
  'a base URL with a text that leads elsewhere': [
    {
      ...withFields(API_KEY, { ...SHOP, pattern: '^ada' }),
      api: { ...api, baseUrl: 'https://{shop}' },
    },
    'whose pattern has to refuse / ? # @',
  ],
  'a header that needs what nobody gives': [
    { api: { ...api, headers: { authorization: 'Bearer {token}' } } },
    'its headers need token, which the way api_key does not always give',
  ],
  'a header that needs what not all give': [
    withFields({ ...API_KEY, isOptional: true } as never),
    'its headers need api_key',
  ],
  'a header with a brace too many': [
    { api: { ...api, headers: { authorization: 'Bearer {api_key}}' } } },
    'a brace that belongs to no name',
  ],
  'a header that says how to send': [
    { api: { ...api, headers: { ...api.headers, Host: 'x' } } },
    '"Host" is no header that can be sent',
  ],
  'a header of two lines': [
    { api: { ...api, headers: { ...api.headers, 'x-a': 'b\r\nc: d' } } },
    'the header x-a must be printable ASCII',
  ],
  'headers without the key': [
    { api: { ...api, headers: { 'x-version': '1' } } },
    'no header has the secret in it',
  ],
  'OAuth without the token': [{ auth: [OAUTH] }, 'its headers need api_key, which the way oauth2'],
  'a pace of nothing': [{ api: { ...api, requestsPerSecond: 0 } }, 'its requestsPerSecond must'],
  'no API for its probes': [{ api: undefined as never }, 'it has probes and no API to ask'],
  'two probes of one name': [
    { probes: [ACCOUNT, ACCOUNT] },
    'two of its probes have the same name',
  ],
  'no probe': [{ probes: [], metadata: { schema } }, 'nothing tells that a key is bad'],
  'no verdict on bad keys': [withRules(), 'nothing tells that a key is bad'],
  'no verdict on good keys': [
    { probes: [{ ...ACCOUNT, verdicts: [NO_KEY] }] },
    'no verdict of the probe account says that a key is good',
  ],
  'a probe beside the base URL': [
    { probes: [{ ...ACCOUNT, path: '/../admin' }] },
    'the path of the probe account must',
  ],
  'a verdict without a reason': [withRules({ status: 401, verdict: 'invalid' }), 'has no reason'],
  'a verdict by an outage': [withRules(NO_KEY, { status: 503, ...BAD }), 'takes 503 for a word'],
  'a verdict by haste': [withRules(NO_KEY, { status: 429, ...BAD }), 'takes 429 for a word'],
  'a verdict by a page that is gone': [
    withRules(NO_KEY, { status: 404, ...BAD }),
    'calls a key bad for 404 alone',
  ],
  'a good verdict by a refusal': [
    withRules(NO_KEY, { status: 403, verdict: 'valid' }),
    'takes 403 for a good answer',
  ],
  'a code that stands nowhere': [
    withRules({ ...NO_KEY, code: 'bad' }),
    'say in codeAt where it stands',
  ],
  'a verdict that never applies': [
    withRules(NO_KEY, { ...NO_KEY, where: { at: 'a', is: 1 } }),
    'for 401 comes after one that takes them all',
  ],
  'a verdict that tells what nobody keeps': [
    withRules({ ...NO_KEY, metadata: { plan: 'x' } }),
    'a verdict tells plan, which is no member',
  ],
  'a path of no probe': [
    { metadata: { schema, paths: { owner: ['profile', 'x'] } } },
    'owner is read from no probe',
  ],
  'a path for what nobody keeps': [
    { metadata: { schema, paths: { toString: ['account', 'x'] as const } } },
    'toString is no member of the metadata',
  ],
  'a choice of what nobody keeps': [
    { metadata: { schema, chosen: ['plan'] } },
    'plan is chosen, and no member',
  ],
  'metadata that are no JSON': [
    { metadata: { schema: z.object({ since: z.date() }) } },
    'its metadata cannot be described in JSON Schema',
  ],
  'a page to permit it that is none': [
    permitted({ authorizeUrl: '/oauth' }),
    'its authorizeUrl must',
  ],
  'tokens of a file': [permitted({ tokenUrl: 'file:///etc/passwd' }), 'its tokenUrl must'],
  'tokens that nobody can give back': [permitted({ revokeUrl: 'x' }), 'its revokeUrl must'],
  'a page to permit it of whatever server': [
    permitted({ authorizeUrl: 'https://{shop}/oauth', fields: [{ ...SHOP, pattern: 'a' }] }),
    'its authorizeUrl needs shop, whose pattern',
  ],
  'a scope that is two': [permitted({ scopes: ['a b'] }), '"a b" is no scope'],
  'a scope with the separator in it': [
    permitted({ scopes: ['a,b'], scopeSeparator: ',' }),
    '"a,b" is no scope',
  ],
  'a scope twice': [permitted({ scopes: ['a', 'a'] }), 'one of its scopes stands there twice'],
  'codes that anybody can redeem': [
    permitted({ usesPkce: false, clientAuth: 'none' }),
    'it has neither PKCE nor a secret of the client',
  ],
  'a client without its secret': [
    permitted({ client: { id: 'us' } }),
    'its client has no secret to show who it is',
  ],
  'a question that is the server’s': [
    permitted({ authorizeParameters: { state: 'x' } }),
    'its authorizeParameters cannot say state',
  ],
  'parameters that are the server’s': [
    permitted({ tokenParameters: { grant_type: 'password' } }),
    'its tokenParameters cannot say grant_type',
  ],
  'tokens that are made up': [
    permitted({ tokenRepairs: { access_token: 'x' } }),
    'its tokenRepairs cannot make up access_token',
  ],
  'renewals without a margin': [
    permitted({ refresh: { rotates: true, margin: 0, oldTokenUsable: 0, giveUpAfter: 1 } }),
    'the times of its refresh must be seconds',
  ],
};

describe('the definition of a provider', () => {
  it('is fine when it is sound, by key and by permission', () => {
    expect(problemsOfDefinitions([sound])).toEqual([]);
    expect(problemsWith(permitted({}))).toEqual([]);
    const shops = { authorizeUrl: 'https://{shop}.notes.example/oauth', fields: [SHOP] };
    expect(problemsWith(permitted(shops))).toEqual([]);
  });

  it.each(Object.entries(PROBLEMS))('is refused with %s', (_what, [change, problem]) => {
    expect(problemsWith(change).join('\n')).toContain(problem);
  });

  it('is refused beside another of the same id', () => {
    expect(problemsOfDefinitions([sound, sound])).toEqual([
      'the connection provider "notes": another provider has the same id',
    ]);
  });
});

describe('the pattern of a field', () => {
  it('reads a text once, where other engines try over and over', () => {
    const long = 'a'.repeat(100_000);
    expect(fits('^(a+)+$', `${long}!`)).toBe(false);
    expect(fits('^(a|a)*b?$', long)).toBe(true);
  });

  it.each([
    ['^re_', 're_1', true],
    ['^a$', 'a\n', false],
    ['b', 'abc', true],
    ['^\\p{L}+$', 'é', true],
    ['^.$', '🪙', true],
  ])('%j means of %j what JavaScript says', (pattern, text, expected) => {
    expect(fits(pattern, text)).toBe(expected);
    expect(new RegExp(pattern, 'u').test(text)).toBe(expected);
  });
});

import { isAddress, namesIn } from './addresses.js';
import type { ProviderDefinition } from './connection-provider.js';
import { problemsOfField } from './field-problems.js';
import { fits, problemOfPattern } from './patterns.js';
import type { OAuth2Auth, ProviderAuth, ProviderField } from './provider-auth.js';

/** RFC 6749, section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;
/** Parameters that the protocol itself fills in (RFC 6749, RFC 7636). */
const OF_THE_PROTOCOL = new Set([
  'client_id',
  'client_secret',
  'code',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'grant_type',
  'redirect_uri',
  'refresh_token',
  'response_type',
  'scope',
  'state',
]);

/** What is wrong with the ways to connect, and with what users fill in. */
export function* problemsOfAuth({ auth }: ProviderDefinition): Generator<string> {
  if (new Set(auth.map(({ mode }) => mode)).size < auth.length) {
    yield 'two of its ways to connect are of one mode';
  }
  for (const way of auth) {
    for (const field of way.fields) yield* problemsOfField(field);
    yield* problemsOfNames(way);
    if (way.mode === 'oauth2') yield* problemsOfOAuth(way);
  }
}

function* problemsOfNames({ mode, fields }: ProviderAuth): Generator<string> {
  yield* twice(fields.map(({ key }) => `the field ${key}`));
  const secrets = fields.flatMap((field) => (field.type === 'secret' ? field.credential : []));
  yield* twice(secrets.map((name) => `the secret ${name}`));
  if (mode === 'api_key' && secrets.length === 0) yield 'it takes a key, and has no field for it';
  if (mode !== 'api_key' && secrets.length > 0) {
    yield `the secret ${secrets[0]} would be lost: only a way of mode api_key keeps what users fill in`;
  }
}

function* twice(names: readonly string[]): Generator<string> {
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index) yield `${name} stands there twice`;
  }
}

function* problemsOfOAuth(way: OAuth2Auth): Generator<string> {
  const { client, authorizeUrl, tokenUrl, revokeUrl, fields } = way;
  for (const [name, url] of Object.entries({ authorizeUrl, tokenUrl, revokeUrl })) {
    // Where the operator says the addresses with the client, there are none without it.
    if (url === undefined || (url === '' && client === undefined)) continue;
    if (!isAddress(url)) yield `its ${name} must be an address, and cannot have a query of its own`;
    yield* problemsOfAddressNames(name, url, fields);
  }
  const scopes = new Set(way.scopes);
  if (scopes.size < way.scopes.length) yield 'one of its scopes stands there twice';
  for (const scope of scopes) {
    if (!SCOPE.test(scope) || scope.includes(way.scopeSeparator)) {
      yield `${JSON.stringify(scope)} is no scope`;
    }
  }
  if (client !== undefined && client.secret === undefined && way.clientAuth !== 'none') {
    yield 'its client has no secret to show who it is';
  }
  if (way.clientAuth === 'none' && !way.usesPkce) {
    yield 'it has neither PKCE nor a secret of the client: whoever sees a code could redeem it';
  }
  yield* problemsOfTokens(way);
}

function* problemsOfTokens({ authorizeParameters = {}, tokenParameters = {}, tokenRepairs = {}, refresh }: OAuth2Auth): Generator<string> {
  for (const [what, parameters] of Object.entries({ authorizeParameters, tokenParameters })) {
    for (const name of Object.keys(parameters)) {
      if (OF_THE_PROTOCOL.has(name)) yield `its ${what} cannot say ${name}: the server does`;
    }
  }
  for (const name of Object.keys(tokenRepairs)) {
    if (name.endsWith('token')) yield `its tokenRepairs cannot make up ${name}`;
  }
  if (refresh === undefined) return;
  const { margin, oldTokenUsable, giveUpAfter } = refresh;
  if (!(margin > 0) || !(giveUpAfter > 0) || !(oldTokenUsable >= 0)) {
    yield 'the times of its refresh must be seconds, with margin and giveUpAfter above 0';
  }
}

/** Whether each name in an address is a field that always has a value, and one that stays in its place. */
export function* problemsOfAddressNames(what: string, template: string, fields: readonly ProviderField[]): Generator<string> {
  for (const name of new Set(namesIn(template))) {
    const field = fields.find(({ key }) => key === name);
    if (field?.type !== 'text' || field.isOptional === true) {
      yield `its ${what} needs ${name}, which no text that users must fill in gives`;
    } else if (!staysInPlace(field.pattern, field.example)) {
      yield `its ${what} needs ${name}, whose pattern has to refuse / ? # @ : % and \\ anywhere`;
    }
  }
}

/** Tries what would lead elsewhere, put into a text that is fine. */
function staysInPlace(pattern: string, example: string | boolean): boolean {
  if (typeof example !== 'string' || problemOfPattern(pattern) !== undefined) return false;
  const tries = [...'/?#@:%\\'].flatMap((sign) => [
    sign + example,
    example + sign,
    `${example}${sign}${example}`,
    example.slice(0, 1) + sign + example.slice(1),
  ]);
  return !tries.some((each) => fits(pattern, each));
}

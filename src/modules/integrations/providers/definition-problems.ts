import { z } from 'zod';
import { problemsOfApi } from './api-problems.js';
import { problemsOfAuth } from './auth-problems.js';
import { isPage } from './addresses.js';
import type { ProviderDefinition } from './connection-provider.js';

/** The database has the same rule (`connections_provider_check`). */
const ID = /^[a-z][a-z0-9_-]{0,31}$/;
const ICON = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const LINE = /^[^\p{Cc}\p{Zl}\p{Zp}]{1,300}$/u;

/** What is wrong with the definitions of providers, each fault in words for whoever starts the server. */
export function problemsOfDefinitions(definitions: readonly ProviderDefinition[]): string[] {
  const ids = definitions.map(({ id }) => id);
  return definitions.flatMap((definition, index) => {
    const problems = [...problemsOf(definition)];
    if (ids.indexOf(definition.id) !== index) problems.push('another provider has the same id');
    return problems.map((problem) => `the connection provider ${JSON.stringify(definition.id)}: ${problem}`);
  });
}

function* problemsOf(definition: ProviderDefinition): Generator<string> {
  yield* problemsOfIdentity(definition);
  yield* problemsOfAuth(definition);
  yield* problemsOfApi(definition);
  yield* problemsOfMetadata(definition);
}

function* problemsOfIdentity(definition: ProviderDefinition): Generator<string> {
  const { id, name, description, icon, setupOrder, docsUrl } = definition;
  if (!ID.test(id)) {
    yield 'its id must begin with a lower-case letter, and have at most 32 lower-case letters, digits, _ and -';
  }
  for (const [member, text] of Object.entries({ name, description })) {
    if (!LINE.test(text.trim())) yield `its ${member} must be one line of at most 300 characters`;
  }
  if (!ICON.test(icon)) yield 'its icon must be named in lower case, with - or _';
  if (!Number.isSafeInteger(setupOrder) || setupOrder < 1) {
    yield 'its setupOrder must be a whole number from 1 on';
  }
  if (docsUrl !== null && !isPage(docsUrl)) yield 'its docsUrl must begin with https://';
}

function* problemsOfMetadata({ auth, probes, metadata }: ProviderDefinition): Generator<string> {
  const { schema, paths = {}, chosen = [] } = metadata;
  const isMember = (name: string) => Object.hasOwn(schema.shape, name);
  for (const [member, [probe]] of Object.entries(paths)) {
    if (!probes.some(({ name }) => name === probe)) yield `${member} is read from no probe`;
    if (!isMember(member)) yield `${member} is no member of the metadata`;
  }
  for (const member of chosen) {
    if (!isMember(member)) yield `${member} is chosen, and no member of the metadata`;
  }
  const ruled = probes.flatMap(({ verdicts }) => verdicts.map((rule) => rule.metadata ?? {}));
  for (const member of new Set(ruled.flatMap((members) => Object.keys(members)))) {
    if (!isMember(member)) yield `a verdict tells ${member}, which is no member of the metadata`;
  }
  for (const { key, type } of auth.flatMap(({ mode, fields }) => (mode === 'oauth2' ? [] : fields))) {
    if (type !== 'secret' && !isMember(key)) {
      yield `the field ${key} is no member of the metadata, and would be lost`;
    }
  }
  if (!isDocumentable(schema)) yield 'its metadata cannot be described in JSON Schema';
}

/** What has no form in JSON, such as a date or a transformation, can neither be kept nor documented. */
function isDocumentable(schema: z.ZodObject): boolean {
  try {
    return z.toJSONSchema(schema).type === 'object';
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

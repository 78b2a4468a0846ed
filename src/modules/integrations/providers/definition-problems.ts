import type { ProviderDefinition } from './connection-provider.js';
import { credentialsOf, headersOf } from './provider-auth.js';

/** The database has the same rule (`connections_provider_check`). */
const ID = /^[a-z][a-z0-9_-]{0,31}$/;
/** The database has the same rule (`credentials_type_check`). */
const CREDENTIAL = /^[a-z][a-z0-9_]{0,39}$/;
const FIELD = /^[a-z][a-zA-Z0-9]{0,39}$/;

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
  if (!ID.test(definition.id)) {
    yield 'its id must begin with a lower-case letter, and have at most 32 lower-case letters, digits, _ and -';
  }
  yield* problemsOfFields(definition);
  yield* problemsOfTemplates(definition);
  yield* problemsOfProbes(definition);
}

function* problemsOfFields({ auth, metadata }: ProviderDefinition): Generator<string> {
  for (const field of auth.flatMap(({ fields }) => fields)) {
    const { key } = field;
    if (!FIELD.test(key)) yield `the field ${key} must be named in camel case`;
    if (field.type === 'secret' && !CREDENTIAL.test(field.credential)) {
      yield `the secret ${field.credential} must be named in lower case with underscores`;
    }
    if (field.type !== 'secret' && auth[0].mode !== 'oauth2' && !(key in metadata.schema.shape)) {
      yield `the field ${key} is no member of the metadata, and would be lost`;
    }
  }
}

function* problemsOfTemplates({ api, auth }: ProviderDefinition): Generator<string> {
  const fields = auth.flatMap((way) => way.fields);
  for (const [, name] of (api?.baseUrl ?? '').matchAll(/\{(\w+)\}/g)) {
    const field = fields.find(({ key }) => key === name);
    if (field?.type !== 'text' || field.isOptional === true) {
      yield `its base URL needs ${name}, which no text field asks for`;
    }
  }
  for (const way of auth) {
    const known = new Set(credentialsOf(way));
    for (const [header, template] of Object.entries({ ...api?.headers, ...headersOf(way) })) {
      for (const [, secret = ''] of template.matchAll(/\{(\w+)\}/g)) {
        if (!known.has(secret)) yield `the header ${header} needs ${secret}, which no field gives`;
      }
    }
  }
}

function* problemsOfProbes({ api, auth, probes, metadata }: ProviderDefinition): Generator<string> {
  const [{ mode }] = auth;
  const isJudgedElsewhere = auth[0].mode === 'api_key' && auth[0].runsModels === true;
  if (mode === 'api_key' && !isJudgedElsewhere && probes.length === 0) {
    yield 'nothing tells whether a key is good: give it a probe';
  }
  if (probes.length > 0 && api === undefined) yield 'it has probes and no API to ask';
  for (const { name, verdicts } of probes) {
    if (verdicts.some(({ verdict, reason }) => verdict !== 'valid' && !reason)) {
      yield `a verdict of the probe ${name} has no reason to tell the user`;
    }
  }
  for (const [member, [probe]] of Object.entries(metadata.paths ?? {})) {
    if (!probes.some(({ name }) => name === probe)) yield `${member} is read from no probe`;
    if (!(member in metadata.schema.shape)) yield `${member} is no member of the metadata`;
  }
}

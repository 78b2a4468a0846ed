import { besideNames, isAddress, namesIn } from './addresses.js';
import { problemsOfAddressNames } from './auth-problems.js';
import type { Probe, ProviderApi, ProviderDefinition, VerdictRule } from './connection-provider.js';
import { headersOf, type ProviderAuth } from './provider-auth.js';

/** RFC 9110, section 5.6.2. */
const HEADER = /^[!#$%&'*+.^_`|~\w-]+$/;
const HEADER_VALUE = /^[\x20-\x7e]*$/;
/** Headers that say how a request is sent. */
const OF_THE_CONNECTION = new Set(['connection', 'content-length', 'host', 'transfer-encoding']);
const PATH = /^\/[^\s?#{}\\]*$/;
/** Statuses that can tell of a key by themselves; all others need a code, or what the answer says. */
const ABOUT_KEYS = new Set([401, 403]);

/** What is wrong with how the provider is asked, and with what its answers are taken for. */
export function* problemsOfApi(definition: ProviderDefinition): Generator<string> {
  const { api, auth, probes } = definition;
  if (api !== undefined) {
    for (const way of auth) yield* problemsOfAsking(api, way);
    if (api.requestsPerSecond !== undefined && !(api.requestsPerSecond > 0)) {
      yield 'its requestsPerSecond must be above 0';
    }
  }
  if (probes.length > 0 && api === undefined) yield 'it has probes and no API to ask';
  if (new Set(probes.map(({ name }) => name)).size < probes.length) {
    yield 'two of its probes have the same name';
  }
  if (needsJudge(auth[0], api) && !probes.some(({ verdicts }) => verdicts.some(refuses))) {
    yield 'nothing tells that a key is bad: give it a probe with such a verdict';
  }
  for (const probe of probes) yield* problemsOfProbe(probe);
}

function needsJudge(way: ProviderAuth, api: ProviderApi | undefined): boolean {
  if (way.mode === 'api_key') return way.runsModels !== true;
  return way.mode === 'oauth2' && api !== undefined;
}

function refuses({ verdict }: VerdictRule): boolean {
  return verdict === 'invalid';
}

function* problemsOfAsking({ baseUrl, ...api }: ProviderApi, way: ProviderAuth): Generator<string> {
  if (!isAddress(baseUrl)) yield 'its baseUrl must be an address, and cannot have a query';
  yield* problemsOfAddressNames('baseUrl', baseUrl, way.fields);
  const headers = { ...api.headers, ...headersOf(way) };
  const given = givenBy(way);
  const needed = new Set(Object.values(headers).flatMap(namesIn));
  for (const [header, template] of Object.entries(headers)) {
    yield* problemsOfHeader(header, template);
  }
  for (const secret of needed) {
    if (!given.has(secret)) yield `its headers need ${secret}, which the way ${way.mode} does not always give`;
  }
  if (given.size > 0 && needed.size === 0) {
    yield `no header has the secret in it that the way ${way.mode} gives`;
  }
}

function* problemsOfHeader(header: string, template: string): Generator<string> {
  if (!HEADER.test(header) || OF_THE_CONNECTION.has(header.toLowerCase())) {
    yield `${JSON.stringify(header)} is no header that can be sent`;
  }
  const rest = besideNames(template);
  if (/[{}]/.test(rest)) yield `the header ${header} has a brace that belongs to no name`;
  if (!HEADER_VALUE.test(rest)) yield `the header ${header} must be printable ASCII`;
}

/** The secrets that are there whenever a user has connected in this way. */
function givenBy(way: ProviderAuth): Set<string> {
  if (way.mode === 'oauth2') return new Set(['access_token']);
  return new Set(way.fields.flatMap((field) => (field.type === 'secret' && field.isOptional !== true ? field.credential : [])));
}

function* problemsOfProbe({ name, path, codeAt, verdicts }: Probe): Generator<string> {
  if (!PATH.test(path) || new URL(`https://x${path}`).pathname !== path) {
    yield `the path of the probe ${name} must begin with / and have no query`;
  }
  if (!verdicts.some(({ verdict }) => verdict === 'valid')) {
    yield `no verdict of the probe ${name} says that a key is good`;
  }
  for (const [index, rule] of verdicts.entries()) {
    for (const problem of problemsOfRule(rule)) yield `a verdict of the probe ${name} ${problem}`;
    if (rule.code !== undefined && codeAt === undefined) {
      yield `a verdict of the probe ${name} reads a code: say in codeAt where it stands`;
    }
    const hides = (other: VerdictRule) => other.status === rule.status && isByStatusAlone(other);
    if (verdicts.slice(0, index).some(hides)) {
      yield `a verdict of the probe ${name} for ${rule.status} comes after one that takes them all`;
    }
  }
}

function isByStatusAlone({ code, where }: VerdictRule): boolean {
  return code === undefined && where === undefined;
}

function* problemsOfRule(rule: VerdictRule): Generator<string> {
  const { status, verdict, reason } = rule;
  if (verdict !== 'valid' && !reason?.trim()) yield 'has no reason to tell the user';
  if (verdict !== 'unreachable' && (status === 429 || status >= 500)) yield `takes ${status} for a word on the key: it is an outage`;
  if (verdict === 'valid' && !(status >= 200 && status <= 299)) {
    yield `takes ${status} for a good answer`;
  }
  if (verdict === 'invalid' && !ABOUT_KEYS.has(status) && isByStatusAlone(rule)) {
    yield `calls a key bad for ${status} alone: name a code, or what the answer says`;
  }
}

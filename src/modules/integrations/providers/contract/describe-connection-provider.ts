import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { SystemClock } from '../../../../common/clock/system-clock.service.js';
import { Secret } from '../../../../common/crypto/index.js';
import { isStorable } from '../../../../common/json/index.js';
import type { ConnectionProvider } from '../connection-provider.js';
import { problemsOfDefinitions } from '../definition-problems.js';
import { type Finding, ProviderSessions } from '../provider-sessions.service.js';
import { HostileServer, saying } from './hostile-server.js';
import { LEAVES, NO_VERDICTS } from './odd-answers.js';
import { TestEgress } from './test-egress.js';

/** Secrets by their names in the vault. */
type Credentials = Readonly<Record<string, string>>;

/** A provider, and what takes its place in a test. */
export interface ConnectionProviderGround {
  /** The provider, asking at a base URL. */
  provider(baseUrl: string): ConnectionProvider;
  /** Where it asks unless the operator says otherwise. */
  readonly baseUrl: string;
  /** A server that speaks the documented wire and checks what it is asked; undefined where nobody is asked. */
  standIn?(): Promise<{ readonly url: string; stop(): Promise<void> }>;
  readonly good: Credentials;
  readonly wrong?: Credentials;
  /** A key that the provider accepts and that may not do everything. */
  readonly limited?: Credentials;
  /** What the user filled in besides. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** The metadata that follow from the good key. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

const MAX_METADATA_BYTES = 65_536;
/** Short, as nobody is going to answer. */
const IMPATIENT_MS = 400;

/**
 * What every provider of connections owes its users: run it on yours, with a stand-in of its API.
 * docs/extending.md shows how.
 */
export function describeConnectionProvider(name: string, ground: ConnectionProviderGround): void {
  describe(`the connection provider ${name}`, () => {
    describeDefinition(ground);
    describeAnswers(ground);
    if (ground.standIn === undefined) return;
    describeFailures(ground);
    describeOddAnswers(ground);
  });
}

function describeDefinition({ provider, baseUrl }: ConnectionProviderGround): void {
  const { definition } = provider(baseUrl);

  it('has a definition that the server starts with', () => {
    expect(problemsOfDefinitions([definition])).toEqual([]);
  });

  it('speaks https only', () => {
    const texts = [...JSON.stringify(definition).matchAll(/"(https?:[^"]*)"/g)].map(
      ([, url]) => url,
    );
    expect(texts).not.toEqual([]);
    expect(texts.filter((url) => !url?.startsWith('https://'))).toEqual([]);
    if (definition.api !== undefined) expect(definition.api.baseUrl).toBe(baseUrl);
  });

  it('shows its metadata in the API’s documentation', () => {
    expect(z.toJSONSchema(definition.metadata.schema)).toMatchObject({ type: 'object' });
  });

  it('keeps secrets under names of their own', () => {
    const keys = definition.auth.flatMap(({ fields }) => fields.map(({ key }) => key));
    expect(keys).toEqual([...new Set(keys)]);
  });
}

function accessOf(credentials: Credentials, { inputs = {} }: ConnectionProviderGround) {
  const secrets = Object.entries(credentials).map(([name, value]): [string, Secret] => [
    name,
    new Secret(value),
  ]);
  return { secrets: new Map(secrets), inputs };
}

/** Asks at `baseUrl` with what the ground has. */
function asking(ground: ConnectionProviderGround, egress: TestEgress) {
  const sessions = new ProviderSessions(egress, new SystemClock());
  return (baseUrl: string, credentials: Credentials = ground.good): Promise<Finding> =>
    sessions.check(ground.provider(baseUrl), accessOf(credentials, ground));
}

function expectNoSecret(finding: Finding, credentials: Credentials): void {
  for (const secret of Object.values(credentials)) {
    expect(JSON.stringify(finding)).not.toContain(secret);
  }
}

function describeAnswers(ground: ConnectionProviderGround): void {
  const egress = new TestEgress();
  const check = asking(ground, egress);
  const { schema } = ground.provider(ground.baseUrl).definition.metadata;
  let standIn: { readonly url: string; stop(): Promise<void> } | undefined;
  beforeAll(async () => {
    standIn = await ground.standIn?.();
  });
  afterAll(async () => {
    await standIn?.stop();
    await egress.onApplicationShutdown();
  });
  const url = () => standIn?.url ?? ground.baseUrl;

  it('tells of a good key what its schema says, and not the key', async () => {
    const finding = await check(url());
    expect(finding).toMatchObject({
      verdict: ground.standIn === undefined ? 'declared' : 'valid',
      metadata: ground.metadata,
    });
    if ('metadata' in finding) expect(schema.strict().parse(finding.metadata)).toBeDefined();
    expectNoSecret(finding, ground.good);
  });

  const { wrong, limited } = ground;
  if (wrong !== undefined) {
    it('calls a wrong key invalid, with a reason', async () => {
      const finding = await check(url(), wrong);
      expect(finding).toEqual({ verdict: 'invalid', reason: expect.stringMatching(/\w{3}/) });
      expectNoSecret(finding, wrong);
    });
  }
  if (limited !== undefined) {
    it('calls a key that may not do everything limited, with a reason, and never invalid', async () => {
      const finding = await check(url(), limited);
      expect(finding).toMatchObject({ verdict: 'limited', reason: expect.stringMatching(/\w{3}/) });
      expectNoSecret(finding, limited);
    });
  }
}

/** A server that does as it is told, beside the stand-in of the ground. */
function besideHostile(ground: ConnectionProviderGround) {
  const egress = new TestEgress();
  const check = asking(ground, egress);
  let servers: readonly [HostileServer, { readonly url: string; stop(): Promise<void> }?];
  beforeAll(async () => {
    servers = [await HostileServer.start(), await ground.standIn?.()];
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server?.stop()));
    await egress.onApplicationShutdown();
  });
  return {
    egress,
    hostile: () => servers[0],
    standInUrl: () => servers[1]?.url ?? '',
    check: () => check(servers[0].url),
    expectUnreachable: async () => {
      const finding = await check(servers[0].url);
      expect(finding).toEqual({ verdict: 'unreachable', reason: expect.stringMatching(/\w{3}/) });
      expectNoSecret(finding, ground.good);
    },
  };
}

function describeFailures(ground: ConnectionProviderGround): void {
  const { egress, hostile, expectUnreachable } = besideHostile(ground);

  it.each(Object.entries(NO_VERDICTS))('never takes %s for a verdict', async (_what, handle) => {
    hostile().handle = handle;
    await expectUnreachable();
  });

  it('never takes silence for a verdict', async () => {
    hostile().handle = () => undefined;
    egress.timeoutMs = IMPATIENT_MS;
    await expectUnreachable();
    egress.timeoutMs = undefined;
  });

  it('never takes a broken connection for a verdict', async () => {
    hostile().handle = (request) => void request.socket.destroy();
    await expectUnreachable();
  });

  it('follows no redirect with a key', async () => {
    const other = await HostileServer.start();
    hostile().handle = saying(302, '{}', { location: other.url });
    await expectUnreachable();
    await other.stop();
    expect(other.asked).toBe(0);
  });
}

function describeOddAnswers(ground: ConnectionProviderGround): void {
  const { hostile, standInUrl, check } = besideHostile(ground);
  const { schema } = ground.provider(ground.baseUrl).definition.metadata;

  it.each(Object.entries(LEAVES))('keeps what fits its schema of %s', async (_what, change) => {
    hostile().between(standInUrl(), change(Object.values(ground.good)[0] ?? ''));
    const finding = await check();
    expect(finding.verdict).not.toBe('invalid');
    expectNoSecret(finding, ground.good);
    if (!('metadata' in finding)) return;
    expect(schema.strict().parse(finding.metadata)).toBeDefined();
    const text = JSON.stringify(finding.metadata);
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_METADATA_BYTES);
    expect(isStorable(text)).toBe(true);
  });
}

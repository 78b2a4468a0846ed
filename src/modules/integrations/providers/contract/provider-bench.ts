import { expect } from '@jest/globals';
import { SystemClock } from '../../../../common/clock/system-clock.service.js';
import { Secret } from '../../../../common/crypto/index.js';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import { type Finding, ProviderSessions } from '../provider-sessions.service.js';
import type { ConnectionProviderGround, Credentials, StandInServer } from './connection-ground.js';
import { type Handler, HostileServer } from './hostile-server.js';
import { Overheard } from './overheard.js';
import { TestEgress } from './test-egress.js';

/** One check of the suite: a promise, and what holds a provider to it. */
export type Check = (title: string, run: () => Promise<void>) => void;

/** Short, as nobody is going to answer. */
const IMPATIENT_MS = 400;

/** A provider between its stand-in and a server that does as it is told. */
export class Bench {
  readonly egress = new TestEgress();
  private readonly sessions = new ProviderSessions(this.egress, new SystemClock());
  private standIn: StandInServer | undefined;
  private told: HostileServer | undefined;
  private overheard: Overheard | undefined;

  constructor(readonly ground: ConnectionProviderGround) {}

  async start(): Promise<void> {
    this.told = await HostileServer.start();
    this.standIn = await this.ground.standIn?.();
    this.overheard = new Overheard();
  }

  /** Starts the stand-in anew: it has counted no requests then, and holds nobody up. */
  async renew(): Promise<void> {
    await this.standIn?.stop();
    this.standIn = await this.ground.standIn?.();
  }

  async stop(): Promise<void> {
    this.overheard?.stop();
    await Promise.all([this.told?.stop(), this.standIn?.stop()]);
    await this.egress.onApplicationShutdown();
  }

  get hostile(): HostileServer {
    if (this.told === undefined) throw new Error('the bench was not started');
    return this.told;
  }

  /** The stand-in, or where the provider would ask without one. */
  get url(): string {
    return this.standIn?.url ?? this.ground.baseUrl;
  }

  get definition(): ProviderDefinition {
    return this.ground.provider(this.ground.baseUrl).definition;
  }

  /** What the provider finds with `credentials`; it may tell them to nobody, in no log and no error. */
  async find(url: string, credentials: Credentials = this.ground.good): Promise<Finding> {
    return this.ask(this.ground.provider(url), credentials);
  }

  /** As {@link find}, with a provider that may have been asked before. */
  async ask(provider: ConnectionProvider, credentials: Credentials): Promise<Finding> {
    const secrets = Object.entries(credentials).map(([name, value]): [string, Secret] => [
      name,
      new Secret(value),
    ]);
    const access = { secrets: new Map(secrets), inputs: this.ground.inputs ?? {} };
    const finding = await this.sessions.check(provider, access);
    for (const secret of Object.values(credentials)) {
      expect(JSON.stringify(finding)).not.toContain(secret);
      expect(this.overheard?.text ?? '').not.toContain(secret);
    }
    return finding;
  }

  /** Holds the provider to find nothing out about the key while the service answers so. */
  async expectUnreachable(handle: Handler): Promise<void> {
    this.hostile.handle = handle;
    const finding = await this.find(this.hostile.url);
    expect(finding).toEqual({ verdict: 'unreachable', reason: expect.stringMatching(/\w{3}/) });
  }

  /** Waits less than the product does for what `run` asks. */
  async impatiently(run: () => Promise<void>): Promise<void> {
    this.egress.timeoutMs = IMPATIENT_MS;
    await run();
    this.egress.timeoutMs = undefined;
  }
}

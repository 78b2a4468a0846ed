import { expect, jest } from '@jest/globals';
import { inspect } from 'node:util';
import { Secret } from '../../../../common/crypto/index.js';
import { LlmError } from '../llm-error.js';
import type { LlmKit } from '../llm-kit.service.js';
import type { LlmEvent, LlmProvider, LlmRequest } from '../llm-provider.js';
import { type ProviderGround, testKit } from './ground.js';
import { type SeenRequest, StandIn } from './stand-in.js';
import { type Gap, type Wire } from './wire.js';

/** Takes one check of the suite: `it` of Jest, or whoever wants to run it themselves. */
export type Check = (name: string, run: () => Promise<void>) => void;

export const KEY = 'sk-planted-key-0123456789';
export const PROMPT = 'planted prompt that must stay here';
const LEVELS = ['error', 'warn', 'info', 'log', 'debug'] as const;

/** A provider, the stand-in for its API, and what is asked. */
export class Bench {
  readonly wire: Wire;
  readonly key = new Secret(KEY);
  readonly question: LlmRequest;
  server: StandIn;
  provider: LlmProvider;
  /** In place before the SDKs first log, as they keep the functions they find then. */
  private readonly printed = LEVELS.map((level) =>
    jest.spyOn(console, level).mockReturnValue(undefined),
  );
  private readonly opened: LlmKit[] = [];

  constructor(private readonly ground: ProviderGround) {
    this.wire = ground.wire;
    this.question = {
      model: this.wire.model,
      system: PROMPT,
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Hi' },
        { role: 'user', content: 'How are you?' },
      ],
      endUser: 'opaque_end-user_0123456789-of-at-most-64-characters',
      maxTokens: 321,
    };
  }

  async start(): Promise<void> {
    this.server = await StandIn.start();
    this.provider = this.open(this.server.url);
  }

  /** Forgets what was asked. */
  clear(): void {
    this.server.requests.length = 0;
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await Promise.all(this.opened.map(({ pool }) => pool.onApplicationShutdown()));
    for (const spy of this.printed) spy.mockRestore();
  }

  /** The same provider for an API that stands elsewhere, or with less time. */
  open(address: string, timeoutMs = 600_000): LlmProvider {
    const kit = testKit(timeoutMs);
    this.opened.push(kit);
    return this.ground.open(kit, address + this.wire.basePath);
  }

  lacks(gap: Gap): boolean {
    return this.wire.lacks?.includes(gap) ?? false;
  }

  ask(
    request: LlmRequest = this.question,
    from: LlmProvider = this.provider,
    signal: AbortSignal = new AbortController().signal,
  ): AsyncIterable<LlmEvent> {
    return from.generate(request, this.key, signal);
  }

  /** The first request since {@link clear}. @throws Error when there was none */
  asked(): SeenRequest {
    const [request] = this.server.requests;
    if (request === undefined) throw new Error('nothing was asked');
    return request;
  }

  /** The error a call ends with, after checking that it gives nothing away. */
  async failureOf(call: Promise<unknown>): Promise<LlmError> {
    const error = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof LlmError)) throw new Error(`not an LlmError: ${inspect(error)}`);
    const shown = [
      JSON.stringify(error),
      inspect(error, { depth: null, showHidden: true }),
      String(error.stack),
      String(error),
    ].join('\n');
    const { url } = this.server;
    for (const planted of [KEY, PROMPT, url, new URL(url).host]) {
      expect(shown).not.toContain(planted);
    }
    return error;
  }

  /** What was printed so far. */
  prints(): unknown[] {
    return this.printed.flatMap(({ mock }) => mock.calls);
  }

  /** Everything a careless server might repeat in its error message. */
  gossip(): string {
    return `${KEY} ${PROMPT} ${this.server.url}${this.wire.path}`;
  }

  wholeAnswer(): [begin: string, hello: string, world: string, end: string] {
    const { begin, text, finish } = this.wire;
    return [begin, text('Hello '), text('wörld'), finish('end')];
  }
}

/** Lets the server wait until the listener has heard something. */
export class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { inspect } from 'node:util';
import { Secret } from '../../../../common/crypto/index.js';
import { collect } from '../collect.js';
import { LlmError } from '../llm-error.js';
import type { LlmKit } from '../llm-kit.service.js';
import type { LlmEvent, LlmProvider, LlmRequest } from '../llm-provider.js';
import type { LlmSettings } from '../llm-settings.js';
import { claudeGround } from '../providers/claude/contract/claude-ground.js';
import { openRouterGround } from '../providers/openrouter/contract/openrouter-ground.js';
import { testKit } from './ground.js';
import { StandIn } from './stand-in.js';
import { document, streamed } from './wire.js';

const KEY = 'sk-planted-key-0123456789';
const PROMPT = 'planted prompt that must stay here';
const anyQuestion = {
  system: PROMPT,
  messages: [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Hi' },
    { role: 'user', content: 'How are you?' },
  ],
  endUser: 'opaque_end-user_0123456789-of-at-most-64-characters',
  maxTokens: 321,
} as const;
const settings: Required<LlmSettings> = {
  temperature: 0.5,
  topP: 0.9,
  topK: 40,
  frequencyPenalty: 0.1,
  presencePenalty: -0.2,
  repetitionPenalty: 1.1,
  minP: 0.05,
  topA: 0.2,
  seed: 42,
  stop: ['END', '###'],
  reasoningEffort: 'high',
  verbosity: 'low',
  responseFormat: { type: 'json_schema', schema: { type: 'object' } },
};
const key = new Secret(KEY);

/** Lets the server wait until the listener has heard something. */
class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** In place before the SDKs first log, as they keep the functions they find then. */
const printed = (['error', 'warn', 'info', 'log', 'debug'] as const).map((level) =>
  jest.spyOn(console, level).mockReturnValue(undefined),
);
afterAll(() => {
  for (const spy of printed) spy.mockRestore();
});

describe.each(Object.entries({ claude: claudeGround, openrouter: openRouterGround }))(
  'the provider %s',
  (_, ground) => {
    const { wire } = ground;
    const question: LlmRequest = { ...anyQuestion, model: wire.model };
    const opened: LlmKit[] = [];
    let server: StandIn;
    let provider: LlmProvider;

    function open(address: string, timeoutMs = 600_000): LlmProvider {
      const kit = testKit(timeoutMs);
      opened.push(kit);
      return ground.open(kit, address + wire.basePath);
    }

    function ask(
      from: LlmProvider = provider,
      request: LlmRequest = question,
      signal = new AbortController().signal,
    ): AsyncIterable<LlmEvent> {
      return from.generate(request, key, signal);
    }

    /** The error a call ends with, after checking that it gives nothing away. */
    async function failureOf(call: Promise<unknown>): Promise<LlmError> {
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
      for (const planted of [KEY, PROMPT, server.url, new URL(server.url).host]) {
        expect(shown).not.toContain(planted);
      }
      return error;
    }

    /** Everything a careless server might repeat in its error message. */
    const gossip = () => `${KEY} ${PROMPT} ${server.url}${wire.path}`;
    const wholeAnswer = () => [
      wire.begin,
      wire.text('Hello '),
      wire.text('wörld'),
      wire.finish('end'),
    ];

    beforeAll(async () => {
      server = await StandIn.start();
      provider = open(server.url);
    });
    afterAll(async () => {
      await server.stop();
      await Promise.all(opened.map(({ pool }) => pool.onApplicationShutdown()));
    });
    afterEach(() => {
      server.requests.length = 0;
    });

    it('gives each piece of text as soon as it is written', async () => {
      const firstHeard = new Gate();
      async function* waitForListener() {
        yield wire.begin + wire.text('first');
        await firstHeard.opened;
        yield wire.text('second') + wire.finish('end');
      }
      server.answer(streamed(waitForListener()));

      const texts: string[] = [];
      for await (const event of ask()) {
        if (event.type !== 'text') continue;
        texts.push(event.text);
        firstHeard.open();
      }
      expect(texts).toEqual(['first', 'second']);
    });

    it('puts text together whatever pieces the network cuts it into', async () => {
      const bytes = Buffer.from(wholeAnswer().join(''));
      const crumbs = Array.from({ length: Math.ceil(bytes.length / 3) }, (_, at) =>
        bytes.subarray(at * 3, at * 3 + 3),
      );
      server.answer(streamed(crumbs));
      expect((await collect(ask())).text).toBe('Hello wörld');
    });

    it('reports tokens that do not overlap, and what they cost', async () => {
      server.answer(streamed(wholeAnswer()));
      expect((await collect(ask())).usage).toEqual({
        inputTokens: 15,
        outputTokens: 7,
        cacheReadTokens: 5,
        cacheWriteTokens: 0,
        costNanoUsd: expect.any(BigInt),
      });
    });

    it.each(['end', 'max_tokens'] as const)(
      'tells that an answer stopped by %s',
      async (reason) => {
        server.answer(streamed([wire.begin, wire.text('x'), wire.finish(reason)]));
        expect((await collect(ask())).stopReason).toBe(reason);
      },
    );

    it('ends with exactly one stop event', async () => {
      server.answer(streamed(wholeAnswer()));
      const events: LlmEvent[] = [];
      for await (const event of ask()) events.push(event);
      expect(events.filter(({ type }) => type === 'stop')).toHaveLength(1);
      expect(events.at(-1)?.type).toBe('stop');
    });

    it.each([1.5, -1, 1e30, 100_000_001, '7', true, [7], {}])(
      'sells an answer whose tokens are counted as %j, which nobody knows then',
      async (count) => {
        server.answer(streamed([wire.counting(count)]));
        expect(await collect(ask())).toMatchObject({
          text: 'Hello',
          stopReason: 'end',
          usage: null,
        });
      },
    );

    it('counts as much as any call can have', async () => {
      server.answer(streamed([wire.counting(0)]));
      expect((await collect(ask())).usage).toMatchObject({ inputTokens: 0, outputTokens: 0 });
      server.answer(streamed([wire.counting(25_000_000)]));
      expect((await collect(ask())).usage).toMatchObject({ outputTokens: 25_000_000 });
    });

    it.each(Object.entries(wire.uncounted))('sells an answer not counted %s', async (_, answer) => {
      server.answer(streamed([answer]));
      expect(await collect(ask())).toMatchObject({ text: 'Hello', usage: null });
      expect(server.requests).toHaveLength(1);
    });

    it.each(Object.entries(wire.unsold))('passes over %s', async (_, frames) => {
      const [begin, hello, world, end] = wholeAnswer();
      server.answer(streamed([`${begin}${hello}${frames}${world}${end}`]));
      const { text, usage } = await collect(ask());
      expect({ text, usage }).toMatchObject({ text: 'Hello wörld', usage: { outputTokens: 7 } });
    });

    it.each(Object.entries(wire.unreadable))(
      'fails at text it cannot read, and does not ask again: %s',
      async (_, frames) => {
        server.answer(streamed([wire.begin, wire.text('half'), frames, wire.finish('end')]));
        expect(await failureOf(collect(ask()))).toMatchObject({ kind: 'unfit', retryable: false });
      },
    );

    it('fails at more text than is kept', async () => {
      const piece = wire.text('x'.repeat(1_048_576));
      server.answer(streamed([wire.begin, ...Array.from({ length: 9 }, () => piece)], 'hang'));
      expect(await failureOf(collect(ask()))).toMatchObject({ kind: 'unfit', retryable: false });
      await server.requests[0]?.closed;
    });

    it('fails at an event that never ends', async () => {
      const pieces = Array.from({ length: 65 }, () => 'x'.repeat(1_048_576));
      server.answer(streamed([wire.begin, 'data: ', ...pieces], 'hang'));
      expect(await failureOf(collect(ask()))).toMatchObject({ kind: 'unfit', retryable: false });
      await server.requests[0]?.closed;
    });

    it('makes a refusal an error that still tells the tokens it took', async () => {
      server.answer(streamed([wire.begin, wire.text('I '), wire.finish('refused')]));
      const error = await failureOf(collect(ask()));
      expect(error).toMatchObject({ kind: 'refused', retryable: false });
      expect(error.usage).toMatchObject({ inputTokens: 15, outputTokens: 7 });
    });

    it('asks exactly what it was told to ask', async () => {
      server.answer(streamed(wholeAnswer()));
      await collect(ask());
      const [request] = server.requests;
      if (request === undefined) throw new Error('nothing was asked');
      expect(`${request.method} ${request.url}`).toBe(`POST ${wire.path}`);
      expect(wire.question(request)).toEqual({
        model: question.model,
        system: PROMPT,
        messages: question.messages,
        endUser: question.endUser,
        maxTokens: 321,
        settings: {},
      });
    });

    it('passes every setting on that the API takes, and leaves the others out', async () => {
      server.answer(streamed(wholeAnswer()));
      await collect(ask(provider, { ...question, ...settings }));
      const [request] = server.requests;
      if (request === undefined) throw new Error('nothing was asked');
      const taken = Object.fromEntries(wire.takes.map((name) => [name, settings[name]]));
      expect(wire.question(request)).toMatchObject({ maxTokens: 321 });
      expect(wire.question(request).settings).toEqual(taken);
    });

    it('leaves out a system prompt that is empty', async () => {
      server.answer(streamed(wholeAnswer()));
      await collect(ask(provider, { ...question, system: '' }));
      const [request] = server.requests;
      expect(request?.body).not.toContain('"system"');
    });

    it('sends the key in the authorization header and nowhere else', async () => {
      server.answer(streamed(wholeAnswer()));
      await collect(ask());
      const [request] = server.requests;
      const { authorization, ...others } = request?.headers ?? {};
      expect(authorization).toBe(`Bearer ${KEY}`);
      expect(JSON.stringify([others, request?.url, request?.body])).not.toContain(KEY);
    });

    it('takes nothing from the environment', async () => {
      const planted = 'planted-by-the-environment';
      const names = [
        'API_KEY',
        'AUTH_TOKEN',
        'BASE_URL',
        'ORG_ID',
        'PROJECT_ID',
        'ADMIN_KEY',
        'LOG',
      ];
      const headers = `authorization: ${planted}\nx-api-key: ${planted}\nx-other: ${planted}`;
      const environment = Object.fromEntries(
        ['ANTHROPIC', 'OPENAI'].flatMap((vendor) => [
          ...names.map((name) => [`${vendor}_${name}`, planted]),
          [`${vendor}_CUSTOM_HEADERS`, headers],
        ]),
      );
      const replaced = jest.replaceProperty(process, 'env', environment);
      try {
        server.answer(streamed(wholeAnswer()));
        await collect(ask());
      } finally {
        replaced.restore();
      }
      expect(JSON.stringify(server.requests)).not.toContain(planted);
      expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    });

    it('keeps calls with different keys apart', async () => {
      const both = new Gate();
      server.answer((request) => {
        async function* echoKey() {
          if (server.requests.length === 2) both.open();
          await both.opened;
          yield wire.begin + wire.text(String(request.headers.authorization)) + wire.finish('end');
        }
        return streamed(echoKey());
      });
      const { signal } = new AbortController();
      const answers = await Promise.all(
        ['key-of-ada', 'key-of-bob'].map((each) =>
          collect(provider.generate(question, new Secret(each), signal)),
        ),
      );
      expect(answers.map(({ text }) => text)).toEqual(['Bearer key-of-ada', 'Bearer key-of-bob']);
    });

    it('uses its connections again and again, after answers and after failures', async () => {
      const fresh = open(server.url);
      const before = server.connections;
      for (let round = 0; round < 5; round += 1) {
        server.answer(streamed(wholeAnswer()));
        await collect(ask(fresh));
        server.answer(document(wire.failedWith200('no'), 500));
        await failureOf(collect(ask(fresh)));
        server.answer(document(wire.keyAccepted));
        await fresh.verifyKey(key);
      }
      expect(server.requests).toHaveLength(15);
      // A second one may open while the first is being handed back.
      expect(server.connections - before).toBeLessThanOrEqual(2);
    });

    describe.each(wire.failures)('when the provider answers $status for $name', (failure) => {
      it(`says ${failure.kind}, once and without gossip`, async () => {
        server.answer(document(failure.body(gossip()), failure.status, failure.headers));
        const error = await failureOf(collect(ask()));
        expect(error.kind).toBe(failure.kind);
        expect(error.retryAfterMs).toBe(failure.headers?.['retry-after'] ? 7000 : undefined);
        expect(server.requests).toHaveLength(1);
      });
    });

    it('covers every failure all providers share', () => {
      const kinds = new Set(wire.failures.map(({ kind }) => kind));
      const shared = [
        'invalid_key',
        'no_credit',
        'rate_limited',
        'overloaded',
        'too_long',
      ] as const;
      for (const kind of [
        ...shared,
        'no_such_model',
        'bad_request',
        'upstream',
        'timeout',
      ] as const) {
        expect(kinds).toContain(kind);
      }
    });

    it('recognises a failure that comes with status 200', async () => {
      server.answer(document(wire.failedWith200(gossip())));
      expect(await failureOf(collect(ask()))).toMatchObject({ kind: 'upstream', retryable: true });
    });

    it('recognises an error event in the middle of an answer', async () => {
      server.answer(streamed([wire.begin, wire.text('half'), wire.brokenOff(gossip())]));
      expect(await failureOf(collect(ask()))).toMatchObject({
        kind: 'overloaded',
        retryable: true,
      });
    });

    it.each(Object.entries(wire.brokenOffOtherwise))(
      'recognises an error in the middle of an answer %s',
      async (_, frames) => {
        server.answer(streamed([wire.begin, wire.text('half'), frames]));
        const error = await failureOf(collect(ask()));
        expect(['overloaded', 'upstream']).toContain(error.kind);
      },
    );

    it.each(['cut', 'end'] as const)(
      'never takes half an answer for a whole one (%s)',
      async (how) => {
        const half = new Gate();
        async function* halfAnAnswer() {
          yield wire.begin + wire.text('half');
          await half.opened;
        }
        server.answer(streamed(halfAnAnswer(), how));
        const events: LlmEvent[] = [];
        const listening = (async () => {
          for await (const event of ask()) {
            events.push(event);
            if (event.type === 'text') half.open();
          }
        })();
        expect(await failureOf(listening)).toMatchObject({ kind: 'upstream', retryable: true });
        expect(events).toContainEqual({ type: 'text', text: 'half' });
      },
    );

    it('survives an answer that makes no sense, and prints none of it', async () => {
      server.answer(streamed([wire.begin, `event: message_delta\ndata: {"a": ${gossip()}\n\n`]));
      expect((await failureOf(collect(ask()))).kind).toBe('upstream');
      server.answer({ pieces: [`<html>${gossip()}</html>`] });
      expect((await failureOf(collect(ask()))).kind).toBe('upstream');
      expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([]);
    });

    it('does not follow a redirect, which could carry the key away', async () => {
      server.answer({ status: 307, headers: { location: `${server.url}/elsewhere` }, pieces: [] });
      expect((await failureOf(collect(ask()))).kind).toBe('upstream');
      expect(server.requests).toHaveLength(1);
    });

    it.each([
      ['before', () => []],
      ['within', () => [wire.begin, wire.text('half')]],
    ])('gives up on silence %s an answer', async (_, pieces) => {
      server.answer(streamed(pieces(), 'hang'));
      const hasty = open(server.url, 300);
      expect(await failureOf(collect(ask(hasty)))).toMatchObject({
        kind: 'timeout',
        retryable: true,
      });
      await server.requests[0]?.closed;
    });

    it('reports a server that cannot be reached', async () => {
      const gone = await StandIn.start();
      const address = gone.url;
      await gone.stop();
      const stranded = open(address);
      expect(await failureOf(collect(ask(stranded)))).toMatchObject({
        kind: 'upstream',
        retryable: true,
      });
      expect((await stranded.verifyKey(key)).status).toBe('unverified');
    });

    it('ends the call upstream when the caller aborts, and throws their reason', async () => {
      server.answer(streamed([wire.begin, wire.text('half')], 'hang'));
      const caller = new AbortController();
      const reason = new Error('the caller went away');
      const listening = (async () => {
        for await (const event of ask(provider, question, caller.signal)) {
          if (event.type === 'text') caller.abort(reason);
        }
      })();
      await expect(listening).rejects.toBe(reason);
      await server.requests[0]?.closed;
    });

    it('asks nothing when the caller has aborted before', async () => {
      const reason = new Error('too late');
      await expect(collect(ask(provider, question, AbortSignal.abort(reason)))).rejects.toBe(
        reason,
      );
      expect(server.requests).toHaveLength(0);
    });

    it('ends the call upstream when the listener leaves early', async () => {
      server.answer(streamed([wire.begin, wire.text('half')], 'hang'));
      for await (const event of ask()) if (event.type === 'text') break;
      await server.requests[0]?.closed;
    });

    it('refuses a key no header can carry without sending or showing it', async () => {
      for (const text of ['', 'line\nbreak', 'schlüssel', 'two words']) {
        const bad = new Secret(text);
        const call = collect(provider.generate(question, bad, new AbortController().signal));
        expect((await failureOf(call)).kind).toBe('invalid_key');
        expect((await provider.verifyKey(bad)).status).toBe('invalid');
      }
      expect(server.requests).toHaveLength(0);
    });

    describe('asked about a key', () => {
      it('accepts one that works, without spending tokens', async () => {
        server.answer(document(wire.keyAccepted));
        expect(await provider.verifyKey(key)).toEqual({ status: 'valid' });
        const [request] = server.requests;
        expect(`${request?.method} ${request?.url}`).toBe(`GET ${wire.keyPath}`);
        expect(request?.headers.authorization).toBe(`Bearer ${KEY}`);
      });

      it('refuses one the provider does not know', async () => {
        const refusal = wire.failures.find(({ status }) => status === 401);
        server.answer(document(refusal?.body(gossip()), 401));
        const verdict = await provider.verifyKey(key);
        expect(verdict.status).toBe('invalid');
        expect(JSON.stringify(verdict)).not.toContain(KEY);
      });

      it.each([403, 429, 500, 503, 529])('leaves it open when the answer is %s', async (status) => {
        server.answer(document({}, status));
        expect((await provider.verifyKey(key)).status).toBe('unverified');
        expect(server.requests).toHaveLength(1);
      });

      it('leaves it open when the answer makes no sense', async () => {
        server.answer({ pieces: ['<html>welcome to the hotel</html>'] });
        expect((await provider.verifyKey(key)).status).toBe('unverified');
      });

      it('leaves it open when there is no answer in time', async () => {
        server.answer(streamed([], 'hang'));
        expect((await open(server.url, 300).verifyKey(key)).status).toBe('unverified');
      });

      it('stops asking when the caller aborts', async () => {
        const reason = new Error('never mind');
        await expect(provider.verifyKey(key, AbortSignal.abort(reason))).rejects.toBe(reason);
      });
    });
  },
);

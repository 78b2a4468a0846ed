import { expect, jest } from '@jest/globals';
import { collect } from '../collect.js';
import { Secret } from '../../../../common/crypto/index.js';
import type { LlmSettings } from '../llm-settings.js';
import { type Bench, type Check, Gate, KEY, PROMPT } from './bench.js';
import { document, streamed } from './wire.js';

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

/** What is sent, and what is not. */
export function requests(check: Check, bench: Bench): void {
  const { wire, question } = bench;

  check('asks exactly what it was told to ask', async () => {
    bench.server.answer(streamed(bench.wholeAnswer()));
    await collect(bench.ask());
    const request = bench.asked();
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

  check('passes every setting on that the API takes, and leaves the others out', async () => {
    bench.server.answer(streamed(bench.wholeAnswer()));
    await collect(bench.ask({ ...question, ...settings }));
    const taken = Object.fromEntries(wire.takes.map((name) => [name, settings[name]]));
    expect(wire.question(bench.asked())).toMatchObject({ maxTokens: 321 });
    expect(wire.question(bench.asked()).settings).toEqual(taken);
  });

  check('leaves out a system prompt that is empty', async () => {
    bench.server.answer(streamed(bench.wholeAnswer()));
    await collect(bench.ask({ ...question, system: '' }));
    expect(bench.asked().body).not.toContain('"system"');
  });

  check('sends the key in the authorization header and nowhere else', async () => {
    bench.server.answer(streamed(bench.wholeAnswer()));
    await collect(bench.ask());
    const { headers, url, body } = bench.asked();
    const { authorization, ...others } = headers;
    expect(authorization).toBe(`Bearer ${KEY}`);
    expect(JSON.stringify([others, url, body])).not.toContain(KEY);
  });

  check('takes nothing from the environment', async () => {
    const planted = 'planted-by-the-environment';
    const replaced = jest.replaceProperty(process, 'env', environmentOf(planted));
    try {
      bench.server.answer(streamed(bench.wholeAnswer()));
      await collect(bench.ask());
    } finally {
      replaced.restore();
    }
    expect(JSON.stringify(bench.server.requests)).not.toContain(planted);
    expect(bench.asked().headers.authorization).toBe(`Bearer ${KEY}`);
  });

  check('keeps calls with different keys apart', async () => {
    const both = new Gate();
    bench.server.answer((request) => {
      async function* echoKey() {
        if (bench.server.requests.length === 2) both.open();
        await both.opened;
        yield wire.begin + wire.text(String(request.headers.authorization)) + wire.finish('end');
      }
      return streamed(echoKey());
    });
    const { signal } = new AbortController();
    const answers = await Promise.all(
      ['key-of-ada', 'key-of-bob'].map((each) =>
        collect(bench.provider.generate(question, new Secret(each), signal)),
      ),
    );
    expect(answers.map(({ text }) => text)).toEqual(['Bearer key-of-ada', 'Bearer key-of-bob']);
  });

  check('uses its connections again and again, after answers and after failures', async () => {
    const { server } = bench;
    const fresh = bench.open(server.url);
    const before = server.connections;
    for (let round = 0; round < 5; round += 1) {
      server.answer(streamed(bench.wholeAnswer()));
      await collect(bench.ask(question, fresh));
      server.answer(document(wire.failedWith200('no'), 500));
      await bench.failureOf(collect(bench.ask(question, fresh)));
      server.answer(document(wire.keyAccepted));
      await fresh.verifyKey(bench.key);
    }
    expect(server.requests).toHaveLength(15);
    // A second one may open while the first is being handed back.
    expect(server.connections - before).toBeLessThanOrEqual(2);
  });
}

/** What the SDKs would read. */
function environmentOf(planted: string): Record<string, string> {
  const names = ['API_KEY', 'AUTH_TOKEN', 'BASE_URL', 'ORG_ID', 'PROJECT_ID', 'ADMIN_KEY', 'LOG'];
  const headers = `authorization: ${planted}\nx-api-key: ${planted}\nx-other: ${planted}`;
  return Object.fromEntries(
    ['ANTHROPIC', 'OPENAI'].flatMap((vendor) => [
      ...names.map((name) => [`${vendor}_${name}`, planted]),
      [`${vendor}_CUSTOM_HEADERS`, headers],
    ]),
  );
}

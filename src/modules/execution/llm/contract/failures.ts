import { expect } from '@jest/globals';
import { collect } from '../collect.js';
import type { LlmErrorKind } from '../llm-error.js';
import type { LlmEvent } from '../llm-provider.js';
import { type Bench, type Check, Gate } from './bench.js';
import { document, streamed } from './wire.js';

const SHARED: readonly LlmErrorKind[] = [
  'invalid_key',
  'no_credit',
  'rate_limited',
  'overloaded',
  'too_long',
  'no_such_model',
  'bad_request',
  'upstream',
  'timeout',
];

/** What the API says went wrong, before an answer and within one. */
export function failures(check: Check, bench: Bench): void {
  const { wire } = bench;
  const failing = () => bench.failureOf(collect(bench.ask()));

  for (const failure of wire.failures) {
    const { name, status, kind, headers } = failure;
    const told = `when the provider answers ${status} for ${name}`;
    check(`${told}, says ${kind}, once and without gossip`, async () => {
      bench.server.answer(document(failure.body(bench.gossip()), status, headers));
      const error = await failing();
      expect(error.kind).toBe(kind);
      expect(error.retryAfterMs).toBe(headers?.['retry-after'] ? 7000 : undefined);
      expect(bench.server.requests).toHaveLength(1);
    });
  }

  check('covers every failure all providers share', async () => {
    const kinds = new Set(wire.failures.map(({ kind }) => kind));
    const shared = SHARED.filter((kind) => kind !== 'no_credit' || !bench.lacks('no_credit'));
    for (const kind of shared) expect(kinds).toContain(kind);
  });

  check('recognises a failure that comes with status 200', async () => {
    bench.server.answer(document(wire.failedWith200(bench.gossip())));
    expect(await failing()).toMatchObject({ kind: 'upstream', retryable: true });
  });

  check('recognises an error event in the middle of an answer', async () => {
    bench.server.answer(streamed([wire.begin, wire.text('half'), wire.brokenOff(bench.gossip())]));
    expect(await failing()).toMatchObject({ kind: 'overloaded', retryable: true });
  });

  for (const [name, frames] of Object.entries(wire.brokenOffOtherwise)) {
    check(`recognises an error in the middle of an answer ${name}`, async () => {
      bench.server.answer(streamed([wire.begin, wire.text('half'), frames]));
      expect(['overloaded', 'upstream']).toContain((await failing()).kind);
    });
  }

  if (!bench.lacks('failed_ends')) {
    check('recognises an answer that the API itself ends as a failure', async () => {
      bench.server.answer(streamed([wire.begin, wire.text('half'), wire.finish('failed')]));
      expect(await failing()).toMatchObject({ kind: 'upstream', retryable: true });
    });
  }

  check('survives an answer that makes no sense, and prints none of it', async () => {
    const nonsense = `event: message_delta\ndata: {"a": ${bench.gossip()}\n\n`;
    bench.server.answer(streamed([wire.begin, nonsense]));
    expect((await failing()).kind).toBe('upstream');
    bench.server.answer({ pieces: [`<html>${bench.gossip()}</html>`] });
    expect((await failing()).kind).toBe('upstream');
    expect(bench.prints()).toEqual([]);
  });

  for (const how of ['cut', 'end'] as const) {
    check(`never takes half an answer for a whole one (${how})`, async () => {
      const half = new Gate();
      async function* halfAnAnswer() {
        yield wire.begin + wire.text('half');
        await half.opened;
      }
      bench.server.answer(streamed(halfAnAnswer(), how));
      const events: LlmEvent[] = [];
      const listening = (async () => {
        for await (const event of bench.ask()) {
          events.push(event);
          if (event.type === 'text') half.open();
        }
      })();
      const error = await bench.failureOf(listening);
      expect(error).toMatchObject({ kind: 'upstream', retryable: true });
      expect(events).toContainEqual({ type: 'text', text: 'half' });
    });
  }
}

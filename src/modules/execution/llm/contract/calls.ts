import { expect } from '@jest/globals';
import { collect } from '../collect.js';
import { Secret } from '../../../../common/crypto/index.js';
import type { Bench, Check } from './bench.js';
import { StandIn } from './stand-in.js';
import { streamed } from './wire.js';

/** How calls end that nobody answers, or nobody wants any more. */
export function calls(check: Check, bench: Bench): void {
  const { wire, question, key } = bench;

  check('does not follow a redirect, which could carry the key away', async () => {
    const headers = { location: `${bench.server.url}/elsewhere` };
    bench.server.answer({ status: 307, headers, pieces: [] });
    expect((await bench.failureOf(collect(bench.ask()))).kind).toBe('upstream');
    expect(bench.server.requests).toHaveLength(1);
  });

  for (const [when, pieces] of [
    ['before', []],
    ['within', [wire.begin, wire.text('half')]],
  ] as const) {
    check(`gives up on silence ${when} an answer`, async () => {
      bench.server.answer(streamed(pieces, 'hang'));
      const hasty = bench.open(bench.server.url, 300);
      const error = await bench.failureOf(collect(bench.ask(question, hasty)));
      expect(error).toMatchObject({ kind: 'timeout', retryable: true });
      await bench.server.requests[0]?.closed;
    });
  }

  check('reports a server that cannot be reached', async () => {
    const gone = await StandIn.start();
    const address = gone.url;
    await gone.stop();
    const stranded = bench.open(address);
    const error = await bench.failureOf(collect(bench.ask(question, stranded)));
    expect(error).toMatchObject({ kind: 'upstream', retryable: true });
    expect((await stranded.verifyKey(key)).status).toBe('unverified');
  });

  check('ends the call upstream when the caller aborts, and throws their reason', async () => {
    bench.server.answer(streamed([wire.begin, wire.text('half')], 'hang'));
    const caller = new AbortController();
    const reason = new Error('the caller went away');
    const listening = (async () => {
      for await (const event of bench.ask(question, bench.provider, caller.signal)) {
        if (event.type === 'text') caller.abort(reason);
      }
    })();
    await expect(listening).rejects.toBe(reason);
    await bench.asked().closed;
  });

  check('asks nothing when the caller has aborted before', async () => {
    const reason = new Error('too late');
    const call = bench.ask(question, bench.provider, AbortSignal.abort(reason));
    await expect(collect(call)).rejects.toBe(reason);
    expect(bench.server.requests).toHaveLength(0);
  });

  check('ends the call upstream when the listener leaves early', async () => {
    bench.server.answer(streamed([wire.begin, wire.text('half')], 'hang'));
    for await (const event of bench.ask()) if (event.type === 'text') break;
    await bench.asked().closed;
  });

  check('refuses a key no header can carry without sending or showing it', async () => {
    for (const text of ['', 'line\nbreak', 'schlüssel', 'two words']) {
      const bad = new Secret(text);
      const call = collect(bench.provider.generate(question, bad, new AbortController().signal));
      expect((await bench.failureOf(call)).kind).toBe('invalid_key');
      expect((await bench.provider.verifyKey(bad)).status).toBe('invalid');
    }
    expect(bench.server.requests).toHaveLength(0);
  });
}

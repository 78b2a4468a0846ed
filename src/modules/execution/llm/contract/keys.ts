import { expect } from '@jest/globals';
import { type Bench, type Check, KEY } from './bench.js';
import { document, streamed } from './wire.js';

/** What is said of a key. */
export function keys(check: Check, bench: Bench): void {
  const { wire, key } = bench;
  const verdict = async () => bench.provider.verifyKey(key);

  check('asked about a key, accepts one that works, without spending tokens', async () => {
    bench.server.answer(document(wire.keyAccepted));
    expect(await verdict()).toEqual({ status: 'valid' });
    const { method, url, headers } = bench.asked();
    expect(`${method} ${url}`).toBe(`GET ${wire.keyPath}`);
    expect(headers.authorization).toBe(`Bearer ${KEY}`);
  });

  check('asked about a key, refuses one the provider does not know', async () => {
    const refusal = wire.failures.find(({ status }) => status === 401);
    bench.server.answer(document(refusal?.body(bench.gossip()), 401));
    const said = await verdict();
    expect(said.status).toBe('invalid');
    expect(JSON.stringify(said)).not.toContain(KEY);
  });

  for (const status of [403, 429, 500, 503, 529]) {
    check(`asked about a key, leaves it open when the answer is ${status}`, async () => {
      bench.server.answer(document({}, status));
      expect((await verdict()).status).toBe('unverified');
      expect(bench.server.requests).toHaveLength(1);
    });
  }

  check('asked about a key, leaves it open when the answer makes no sense', async () => {
    bench.server.answer({ pieces: ['<html>welcome to the hotel</html>'] });
    expect((await verdict()).status).toBe('unverified');
  });

  check('asked about a key, leaves it open when there is no answer in time', async () => {
    bench.server.answer(streamed([], 'hang'));
    const hasty = bench.open(bench.server.url, 300);
    expect((await hasty.verifyKey(key)).status).toBe('unverified');
  });

  check('asked about a key, stops asking when the caller aborts', async () => {
    const reason = new Error('never mind');
    const asking = bench.provider.verifyKey(key, AbortSignal.abort(reason));
    await expect(asking).rejects.toBe(reason);
  });
}

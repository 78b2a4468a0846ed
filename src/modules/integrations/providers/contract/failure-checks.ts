import { expect, jest } from '@jest/globals';
import { isStorable } from '../../../../common/json/index.js';
import type { ProviderDefinition } from '../connection-provider.js';
import type { Finding } from '../provider-sessions.service.js';
import type { Bench, Check } from './provider-bench.js';
import { type Handler, HostileServer, inTurn, passingOn, saying } from './hostile-server.js';
import { furtherPages, LEAVES, NO_VERDICTS } from './odd-answers.js';

const MAX_METADATA_BYTES = 65_536;
/** More than any check of an account takes. */
const MAX_REQUESTS = 50;

/** What a provider makes of a service that is out of order, lies, or says nothing. */
export function checkFailures(check: Check, bench: Bench): void {
  for (const [what, handle] of Object.entries(NO_VERDICTS)) {
    check(`never takes ${what} for a verdict`, () => bench.expectUnreachable(handle));
  }

  check('never takes silence for a verdict', () =>
    bench.impatiently(() => bench.expectUnreachable(() => undefined)),
  );

  check('never takes a broken connection for a verdict', () =>
    bench.expectUnreachable((request) => void request.socket.destroy()),
  );

  check('follows no redirect with a key', async () => {
    const other = await HostileServer.start();
    await bench.expectUnreachable(saying(302, '{}', { location: other.url }));
    await other.stop();
    expect(other.asked).toBe(0);
  });

  check('tells no half of an account when the service fails in the middle', async () => {
    await bench.renew();
    const fail = jest.fn<Handler>(saying(503, '{}'));
    bench.hostile.handle = inTurn(bench.definition.probes.length, passingOn(bench.url), fail);
    const { verdict } = await bench.find(bench.hostile.url);
    expect(verdict).toBe(fail.mock.calls.length > 0 ? 'unreachable' : 'valid');
  });

  checkOddAnswers(check, bench);
}

function checkOddAnswers(check: Check, bench: Bench): void {
  const [key = ''] = Object.values(bench.ground.good);

  for (const [what, change] of Object.entries(LEAVES)) {
    check(`keeps what fits its schema of ${what}`, async () => {
      // Once in all answers, and once in those that come after the key was found to be good.
      for (const untouched of [0, bench.definition.probes.length]) {
        await bench.renew();
        const [pass, twist] = [passingOn(bench.url), passingOn(bench.url, change(key))];
        bench.hostile.handle = inTurn(untouched, pass, twist);
        expectFit(await bench.find(bench.hostile.url), bench.definition);
      }
    });
  }

  check('asks for a bounded number of pages', async () => {
    await bench.renew();
    const pass = passingOn(bench.url, furtherPages);
    const isTooMuch = jest.fn<Handler>((request) => void request.socket.destroy());
    bench.hostile.handle = inTurn(MAX_REQUESTS, pass, isTooMuch);
    await bench.find(bench.hostile.url);
    expect(isTooMuch).not.toHaveBeenCalled();
  });
}

/** Whether what is kept of an account has room, and is what its schema says. */
function expectFit(finding: Finding, { metadata }: ProviderDefinition): void {
  expect(finding.verdict).not.toBe('invalid');
  if (!('metadata' in finding)) return;
  expect(metadata.schema.strict().parse(finding.metadata)).toBeDefined();
  const text = JSON.stringify(finding.metadata);
  expectRoom(text);
  expect(isStorable(text)).toBe(true);
}

/** The database puts a space after each comma and colon that stands outside of texts. */
function expectRoom(json: string): void {
  const written = json.replaceAll(/("(?:[^"\\]|\\.)*")|[,:]/g, (each, text) => text ?? `${each} `);
  const bytes = Buffer.byteLength(written);
  if (bytes <= MAX_METADATA_BYTES) return;
  throw new Error(`metadata of ${bytes} bytes; at most ${MAX_METADATA_BYTES} are kept`);
}

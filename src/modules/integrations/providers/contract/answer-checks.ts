import { expect } from '@jest/globals';
import type { Bench, Check } from './provider-bench.js';
import { passingOn } from './hostile-server.js';

const A_REASON = expect.stringMatching(/\w{3}/);

/** What a provider makes of answers that its documentation names. */
export function checkAnswers(check: Check, bench: Bench): void {
  const { good, wrong, limited, metadata, standIn } = bench.ground;

  check('tells of a good key what its schema says, and not the key', async () => {
    const finding = await bench.find(bench.url);
    const verdict = standIn === undefined ? 'declared' : 'valid';
    expect(finding).toMatchObject({ verdict, metadata });
    const { schema } = bench.definition.metadata;
    if ('metadata' in finding) expect(schema.strict().parse(finding.metadata)).toBeDefined();
  });

  if (limited !== undefined) {
    check('calls a key that may not do everything limited, and never invalid', async () => {
      const finding = await bench.find(bench.url, limited);
      expect(finding).toMatchObject({ verdict: 'limited', reason: A_REASON });
    });
  }
  if (wrong === undefined || standIn === undefined) return;

  check('calls a wrong key invalid, with a reason', async () => {
    const finding = await bench.find(bench.url, wrong);
    expect(finding).toEqual({ verdict: 'invalid', reason: A_REASON });
  });

  check('keeps the keys of users who ask side by side apart', async () => {
    await bench.renew();
    const provider = bench.ground.provider(bench.url);
    const findings = await Promise.all([good, wrong].map((key) => bench.ask(provider, key)));
    expect(findings).toMatchObject([{ verdict: 'valid', metadata }, { verdict: 'invalid' }]);
  });

  check('sends the key in headers, and never in an address or a body', async () => {
    await bench.renew();
    const said: string[] = [];
    bench.hostile.handle = passingOn(bench.url, undefined, (each) => said.push(each));
    await bench.find(bench.hostile.url);
    expect(said.length).toBeGreaterThan(0);
    for (const key of Object.values(good)) expect(said.join('\n')).not.toContain(key);
  });
}

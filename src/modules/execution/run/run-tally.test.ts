import { describe, expect, it } from '@jest/globals';
import { RunTally } from './run-tally.js';

describe('the tally of runs', () => {
  it('counts them by type, provider and outcome, and by no model', () => {
    const tally = new RunTally();
    const run = { type: 'prompt', model: 'claude:claude-haiku-5-5', failure: null };
    tally.count(run);
    tally.count({ ...run, model: 'claude:another' });
    tally.count({ ...run, failure: 'run_timeout' });
    tally.count({ type: 'proxy', model: null, failure: null });
    expect(tally.all()).toEqual([
      { type: 'prompt', provider: 'claude', outcome: 'succeeded', runs: 2 },
      { type: 'prompt', provider: 'claude', outcome: 'run_timeout', runs: 1 },
      { type: 'proxy', provider: 'none', outcome: 'succeeded', runs: 1 },
    ]);
  });

  it('does not grow with the codes that somebody makes up', () => {
    const tally = new RunTally();
    for (let at = 0; at < 2_000; at += 1) {
      tally.count({ type: 'mine', model: null, failure: `code_${at}` });
    }
    expect(tally.all()).toHaveLength(1_001);
    expect(tally.all().at(-1)).toMatchObject({ outcome: 'other', runs: 1_000 });
  });
});

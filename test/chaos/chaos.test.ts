import { describe, expect, it } from '@jest/globals';
import { runChaos } from './run.js';

const SEED = 20_261_121;

describe('two servers of which one is killed, and whose database crashes, in the middle of paid calls', () => {
  it('charge what they deliver and deliver what they charged, whatever else goes wrong', async () => {
    const { figures, violations } = await runChaos({
      seed: SEED,
      rounds: 24,
      waveSize: 8,
      strikes: ['kill', 'database_crash', 'none'],
    });
    expect({ figures, violations }).toEqual({ figures, violations: [] });
  }, 300_000);
});

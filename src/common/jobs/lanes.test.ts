import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Lanes } from './lanes.js';

const alive = { isEnding: false };
const HOUR = 3_600_000;

describe('work on what is due', () => {
  it('goes on until nothing is, in as many lanes as it may', async () => {
    let [left, busy, most] = [20, 0, 0];
    await new Lanes(alive, { count: 4, runMs: HOUR }).drain(async () => {
      if (left === 0) return false;
      left -= 1;
      busy += 1;
      most = Math.max(most, busy);
      await sleep(1);
      busy -= 1;
      return true;
    });
    expect([left, most]).toEqual([0, 4]);
  });

  it('is not begun again while some of it hangs, and is afterwards', async () => {
    const lanes = new Lanes(alive, { count: 2, runMs: HOUR });
    const doors: ((isLeft: boolean) => void)[] = [];
    const first = lanes.drain(() => new Promise((resolve) => void doors.push(resolve)));
    let begun = 0;
    const count = async () => {
      begun += 1;
      return false;
    };
    await lanes.drain(count);
    expect(begun).toBe(0);
    for (const letGo of doors) letGo(false);
    await first;
    await lanes.drain(count);
    expect(begun).toBe(2);
  });

  it('begins nothing new once its time is up, though there is always more', async () => {
    let begun = 0;
    await new Lanes(alive, { count: 2, runMs: 20 }).drain(async () => {
      begun += 1;
      await sleep(5);
      return true;
    });
    expect(begun).toBeGreaterThanOrEqual(2);
  });

  it('begins nothing new once the process ends', async () => {
    const lifetime = { isEnding: false };
    let begun = 0;
    await new Lanes(lifetime, { count: 1, runMs: HOUR }).drain(async () => {
      begun += 1;
      lifetime.isEnding = begun === 3;
      return true;
    });
    expect(begun).toBe(3);
  });

  it('fails when a lane does, after the others have ended', async () => {
    let calls = 0;
    let ended = 0;
    const work = async () => {
      calls += 1;
      if (calls === 1) throw new Error('broken');
      await sleep(5);
      ended += 1;
      return false;
    };
    const lanes = new Lanes(alive, { count: 3, runMs: HOUR });
    await expect(lanes.drain(work)).rejects.toThrow('broken');
    expect(ended).toBe(2);
    await expect(lanes.drain(async () => false)).resolves.toBeUndefined();
  });
});

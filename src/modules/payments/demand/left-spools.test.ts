import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { SystemClock } from '../../../common/clock/index.js';
import type { Database } from '../../../common/database/index.js';
import { LeftSpools } from './left-spools.service.js';
import { lineOf } from './record.js';
import type { SpoolSource } from './spool-source.js';
import { Spool } from './spool.service.js';

const OWNER = 'aaaaaaaa-0000-4000-8000-000000000000';
const LINE = lineOf({
  quarter: 1_900_000,
  stage: 'challenged',
  ownerId: OWNER,
  resourceId: null,
  isBot: false,
  payer: null,
  reason: null,
  count: 1,
});

describe('the directory of spools', () => {
  let parent: string;
  let log: string[];
  let spool: Spool;
  let left: LeftSpools;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'spools-'));
    log = [];
    const logger = pino({}, { write: (line) => log.push(line) });
    const database = { fingerprint: 'one' } as unknown as Database;
    const clock = new SystemClock();
    spool = new Spool({ directory: parent }, database, logger, clock);
    left = new LeftSpools(spool, clock, logger);
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  const pathOf = (n: number) => join(spool.directory, `${idOf(n)}.demand`);
  const append = () => spool.append(Buffer.from(LINE));
  function leave(n: number) {
    writeFileSync(pathOf(n), LINE);
    age(pathOf(n));
  }
  /** The ids of those that are given, as if all of each was added. */
  async function found(place = LINE.length): Promise<string[]> {
    const ids: string[] = [];
    for await (const file of left.find()) {
      ids.push(file.id);
      file.foldedTo(place);
    }
    return ids;
  }
  /** How many records wait to be added, of which all are added then. */
  async function fold(): Promise<number> {
    let sum = 0;
    const add = async (source: SpoolSource) => {
      for (let piece = await source.next(); piece; piece = await source.next()) {
        sum += piece.counts.reduce((all, { count }) => all + count, 0);
        source.foldedTo(piece.ends);
      }
    };
    for (const source of spool.sources) await add(source);
    return sum;
  }

  it.each([
    ['that others can write to', () => mkdirSync(spool.directory)],
    ['that is a link', () => symlinkSync(mkdtempSync(join(parent, 'else-')), spool.directory)],
  ])('%s is neither read nor written, and that is told once', async (_, make) => {
    make();
    if (!readdirSync(parent).some((name) => name.startsWith('else-')))
      chmodSync(spool.directory, 0o777);
    leave(1);
    expect([await found(), await found()]).toEqual([[], []]);
    append();
    expect(readdirSync(spool.directory)).toEqual([`${idOf(1)}.demand`]);
    expect(await fold()).toBe(1);
    expect(log).toHaveLength(1);
    expect(log[0]).toContain('demand is counted in memory');
  });

  it('is read past whatever is no spool, which is told once by its name', async () => {
    mkdirSync(spool.directory, { mode: 0o700 });
    mkdirSync(pathOf(1));
    symlinkSync(join(parent, 'nothing'), pathOf(2));
    execFileSync('mkfifo', [pathOf(3)]);
    writeFileSync(join(parent, 'other'), LINE);
    age(join(parent, 'other'));
    symlinkSync(join(parent, 'other'), pathOf(4));
    for (const n of [1, 3]) age(pathOf(n));
    leave(5);
    expect([await found(), await found()]).toEqual([[idOf(5)], []]);
    expect(log).toHaveLength(4);
    for (const n of [1, 2, 3, 4]) expect(log.join('')).toContain(idOf(n));
  });

  it('is read however many other files lie there', async () => {
    mkdirSync(spool.directory, { mode: 0o700 });
    for (let n = 0; n < 1_200; n += 1) writeFileSync(join(spool.directory, `0-${n}`), '');
    leave(5);
    expect(await found()).toEqual([idOf(5)]);
  });

  it('has a new spool as soon as the present one was shortened, and that is told', async () => {
    for (let n = 0; n < 5; n += 1) append();
    expect(await fold()).toBe(5);
    const [first = ''] = readdirSync(spool.directory);
    truncateSync(join(spool.directory, first));
    for (let n = 0; n < 3; n += 1) append();
    expect(await fold()).toBe(3);
    expect(readFileSync(join(spool.directory, first))).toHaveLength(0);
    await spool.tend();
    expect(readdirSync(spool.directory)).not.toContain(first);
    expect(log).toHaveLength(1);
    expect(log[0]).toContain('shortened');
  });

  it('has a new spool as soon as the present one was removed, and nothing is lost', async () => {
    append();
    rmSync(spool.directory, { recursive: true });
    append();
    expect(readdirSync(spool.directory)).toHaveLength(1);
    expect(await fold()).toBe(2);
    expect(log).toHaveLength(1);
  });

  it('holds a left spool that is shorter than what was added of it, which is told once', async () => {
    mkdirSync(spool.directory, { mode: 0o700 });
    leave(1);
    await found(5_000);
    await found(5_000);
    expect(log).toHaveLength(1);
    expect(log[0]).toContain(idOf(1));
  });
});

function idOf(n: number): string {
  return `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

/** Makes a file look like one that nobody has written to for a minute. */
function age(path: string): void {
  const then = Date.now() / 1000 - 60;
  utimesSync(path, then, then);
}

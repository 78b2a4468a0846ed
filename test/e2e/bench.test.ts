import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';

const SERVERS = ['coinslot', 'hono', 'express'];

type Figures = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

interface Report {
  readonly node: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly upstream: Figures;
  readonly servers: Readonly<Record<string, Figures>>;
}

describe('a quick run of the bench', () => {
  let report: Report;

  // It ends with an error unless every server gives every call the right answer.
  beforeAll(async () => {
    const command = ['bench/run.mjs', '--quick', '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, command);
    report = JSON.parse(stdout) as Report;
  });

  it('names what its figures depend on', () => {
    expect(report.node).toBe(process.version);
    expect(report.packages).toMatchObject({ '@x402/express': '2.27.0', '@x402/hono': '2.27.0' });
    expect(Object.keys(report.servers).sort()).toEqual([...SERVERS].sort());
  });

  it.each(SERVERS)('has every figure of %s', (name) => {
    const { unpaid, paid, alone, stream } = report.servers[name] ?? {};
    expect(unpaid).toMatchObject({ asked: 1_000, perSecond: positive() });
    expect(paid).toMatchObject({ asked: 20, perSecond: positive() });
    expect(alone).toEqual({ call: positive(), added: expect.any(Number) });
    expect(stream).toMatchObject({ firstByte: positive(), lastByte: positive() });
    expect(stream?.['aheadOfEnd']).toEqual(expect.any(Number));
  });

  it('has the CPU time of every server where the system tells it', () => {
    for (const { unpaid, paid } of Object.values(report.servers)) {
      const used = [unpaid?.['cpu'], paid?.['cpu']];
      if (process.platform === 'linux') expect(used).toEqual([positive(), positive()]);
      else expect(used).toEqual([null, null]);
    }
  });

  it('has the figures of the bare upstream', () => {
    const { alone, stream } = report.upstream;
    expect(alone).toEqual({ call: positive() });
    expect(stream).toEqual({ firstByte: positive(), lastByte: positive() });
  });
});

function positive() {
  return {
    asymmetricMatch: (value: unknown) => typeof value === 'number' && value > 0,
    toString: () => 'positive number',
  };
}

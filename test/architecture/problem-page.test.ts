import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { format, resolveConfig } from 'prettier';
import { problemTypesIn } from '../../src/commands/problem-areas.js';
import { problemPage, type ProblemType } from '../../src/common/errors/index.js';

describe('the page of errors', () => {
  let areas: Map<string, ProblemType[]>;

  beforeAll(async () => {
    areas = await problemTypesIn('src', async (file) => (await import(file)) as object);
  });

  it('is what the source makes it: `npm run docs:errors` writes it anew', async () => {
    const options = await resolveConfig('docs/api-errors.md');
    const made = await format(problemPage(areas), { ...options, parser: 'markdown' });
    expect(await readFile('docs/api-errors.md', 'utf8')).toBe(made);
  });

  it('has every problem, each code once, since problems are stated in such files alone', async () => {
    const codes = [...areas.values()].flat().map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(90);
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
    const files = (await readdir('src', { recursive: true })).filter((file) =>
      /(?<!\.test)\.ts$/.test(file),
    );
    const stating: string[] = [];
    for (const file of files) {
      const source = await readFile(join('src', file), 'utf8');
      if (/\b(?:lasting|passing)\(\s*'/.test(source)) stating.push(file);
    }
    expect(stating.filter((file) => !file.endsWith('-problems.ts'))).toEqual([]);
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { problemTypesIn } from '../../src/commands/problem-areas.js';
import { problemPage, type ProblemType } from '../../src/common/errors/index.js';

describe('the page of errors', () => {
  let areas: Map<string, ProblemType[]>;

  beforeAll(async () => {
    areas = await problemTypesIn('src', async (file) => (await import(file)) as object);
  });

  it('is what the source makes it: `npm run docs:errors` writes it anew', async () => {
    expect(await readFile('docs/api-errors.md', 'utf8')).toBe(problemPage(areas));
  });

  it('has every problem, each once, since problems are stated in such files alone', async () => {
    const types = [...areas.values()].flat();
    const stated = types.map(({ code, status, title }) => `${code} ${status} ${title}`);
    expect(stated.length).toBeGreaterThan(90);
    expect(new Set(stated).size).toBe(stated.length);
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

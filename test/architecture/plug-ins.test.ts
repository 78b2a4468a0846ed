import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const HOME = 'src/common/plug-ins/';
const files = readdirSync('src', { encoding: 'utf8', recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name))
  .filter((file) => !file.startsWith(HOME) && !file.endsWith('.test.ts'))
  .map((file) => [file, readFileSync(file, 'utf8')] as const);

/** The files that have any of this, outside of what plugs in. */
const having = (pattern: RegExp) =>
  files.filter(([, text]) => pattern.test(text)).map(([file]) => file);

describe('what plugs in', () => {
  it('is found in one way: nobody else searches what Nest provides', () => {
    expect(having(/\b(getProviders|ModulesContainer|DiscoverableMeta\w+)\b/)).toEqual([]);
  });

  it('is marked in one way, by a decorator in a file of its own', () => {
    const marks = having(/\bplugIn</);
    expect(marks.length).toBeGreaterThanOrEqual(7);
    for (const file of marks) expect(file).toMatch(/\.decorator\.ts$/);
    expect(having(/DiscoveryService\.createDecorator/)).toEqual([]);
  });

  it('is gathered: whoever marks a class is found', () => {
    const names = files.flatMap(
      ([, text]) => text.match(/(?<=export const )\w+(?= = plugIn<)/g) ?? [],
    );
    const gathered = names.filter((name) => having(new RegExp(`\\b${name}\\.of\\(`)).length > 0);
    expect(gathered.toSorted()).toEqual(names.toSorted());
  });
});

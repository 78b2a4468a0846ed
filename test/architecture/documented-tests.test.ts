import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const REFERENCE = /`(test\/[^`]+\.test\.ts)` › `([^`]+)`/g;

/** The titles of the tests in a file that are run; a skipped one shows nothing. */
async function titlesOf(file: string): Promise<ReadonlySet<string>> {
  const source = ts.createSourceFile(file, await readFile(file, 'utf8'), ts.ScriptTarget.Latest);
  const titles = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [title] = node.arguments;
      const called = node.expression.getText(source);
      const runs = called === 'it' || called.startsWith('it.each');
      if (runs && title !== undefined && ts.isStringLiteral(title)) titles.add(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

describe('what docs/what-goes-wrong.md says about failures', () => {
  let rows: readonly string[];

  beforeAll(async () => {
    rows = (await readFile('docs/what-goes-wrong.md', 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('|') && !/^\| -|shown by/.test(line));
  });

  it('names a test for every failure', () => {
    expect(rows.length).toBeGreaterThanOrEqual(15);
    expect(rows.filter((row) => row.match(REFERENCE) === null)).toEqual([]);
  });

  it('names tests that exist', async () => {
    const missing: string[] = [];
    for (const [, file = '', title = ''] of rows.join('\n').matchAll(REFERENCE)) {
      if (!(await titlesOf(file)).has(title)) missing.push(`${file}: ${title}`);
    }
    expect(missing).toEqual([]);
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

/** Things that happen and nobody who does them. */
const NOBODY_DOES_IT = /\b(?:is|are|was|were) being\b|\bbeing found out\b/;

/** The texts that stand in a file, those with gaps in their pieces; comments are none. */
async function textsOf(file: string): Promise<string[]> {
  const source = ts.createSourceFile(file, await readFile(file, 'utf8'), ts.ScriptTarget.Latest);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

describe('what clients are told', () => {
  it('names who does what is done', async () => {
    const files = (await readdir('src', { recursive: true })).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
    );
    const texts = await Promise.all(files.map((name) => textsOf(join('src', name))));
    expect(texts.flat().length).toBeGreaterThan(1_000);
    expect(texts.flat().filter((text) => NOBODY_DOES_IT.test(text))).toEqual([]);
  });
});

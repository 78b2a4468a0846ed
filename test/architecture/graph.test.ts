import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

interface Rule {
  readonly name: string;
  readonly from: { readonly path?: string };
}

/** The modules and their capabilities, the lowest first, as the boundary rules have them. */
function capabilities(): string[] {
  const { forbidden } = createRequire(resolve('package.json'))('./.dependency-cruiser.cjs') as {
    readonly forbidden: readonly Rule[];
  };
  return forbidden
    .filter(({ name }) => name === 'capabilities-have-a-place')
    .map(({ from: { path = '' } }) => {
      const [, module = '', names = ''] = /modules\/(\w+)\/\(\?!\(\?:(.*?)\)\//.exec(path) ?? [];
      return `${module}["<b>${module}</b><br/>${names.split('|').join('<br/>')}"]`;
    });
}

describe('the graph in docs/architecture.md', () => {
  it('shows every module with its capabilities, in the order of the boundary rules', async () => {
    const page = await readFile('docs/architecture.md', 'utf8');
    const [, graph = ''] = /```mermaid\n(.*?)```/s.exec(page) ?? [];
    const boxes = graph.split('\n').filter((line) => line.includes('<b>'));
    expect(boxes.map((line) => line.trim())).toEqual(capabilities());
  });
});

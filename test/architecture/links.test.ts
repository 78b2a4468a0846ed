import { relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

function program(): ts.Program {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const config = ts.getParsedCommandLineOfConfigFile('tsconfig.json', {}, host);
  return ts.createProgram(config?.fileNames ?? [], config?.options ?? {});
}

/** Every link in the docstrings of a file. */
function linksOf(file: ts.SourceFile): (ts.JSDocLink | ts.JSDocLinkCode | ts.JSDocLinkPlain)[] {
  const found: (ts.JSDocLink | ts.JSDocLinkCode | ts.JSDocLinkPlain)[] = [];
  const seen = new Set<ts.Node>();
  const visit = (node: ts.Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (ts.isJSDocLinkLike(node)) found.push(node);
    for (const doc of ts.getJSDocCommentsAndTags(node)) visit(doc);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe('the links in docstrings', () => {
  it('lead to something', () => {
    const built = program();
    const checker = built.getTypeChecker();
    const own = built.getSourceFiles().filter((file) => !file.fileName.includes('node_modules'));
    const links = own.flatMap((file) => linksOf(file).map((link) => ({ file, link })));
    expect(links.length).toBeGreaterThan(50);
    const broken = links.filter(
      ({ link: { name } }) => name === undefined || checker.getSymbolAtLocation(name) === undefined,
    );
    expect(
      broken.map(({ file, link }) => `${relative('.', file.fileName)}: ${link.getText(file)}`),
    ).toEqual([]);
  });
});

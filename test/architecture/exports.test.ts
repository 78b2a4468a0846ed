import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const DOORS = { coinslot: 'src/index.ts', 'coinslot/contracts': 'src/contract-suites.ts' };
const BEGIN = '<!-- exports: test/architecture/exports.test.ts holds this table to the source -->';
const END = '<!-- exports end -->';

/** A name that other teams may import, and what stands before it in its file. */
interface Exported {
  readonly name: string;
  readonly isExplained: boolean;
  /** The comment that begins its part of the file. */
  readonly part: string;
}

function exportsOf(program: ts.Program, path: string): readonly Exported[] {
  const file = program.getSourceFile(resolve(path));
  if (file === undefined) throw new Error(`${path} is missing`);
  const checker = program.getTypeChecker();
  let part = 'the suites';
  return file.statements.filter(ts.isExportDeclaration).flatMap(({ exportClause, pos }) => {
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) {
      throw new Error(`${path} exports names, each by itself`);
    }
    const [, comment] = /\n\/\/ (.+)\.\n$/.exec(leading(file, pos)) ?? [];
    part = comment ?? part;
    return exportClause.elements.map((element) => {
      const symbol = checker.getSymbolAtLocation(element.name);
      const meant = symbol && checker.getAliasedSymbol(symbol);
      const said = meant?.getDocumentationComment(checker) ?? [];
      const [declared] = meant?.declarations ?? [];
      // A kind of failure says it in its title.
      const isTitled = declared?.getSourceFile().fileName.endsWith('general-problems.ts') === true;
      return { name: element.name.text, isExplained: isTitled || said.length > 0, part };
    });
  });
}

/** What stands between the statement before and the one that begins here. */
function leading(file: ts.SourceFile, pos: number): string {
  const text = file.text.slice(pos);
  return text.slice(0, text.indexOf('export'));
}

/** The rows of the page, without the blanks that fill them up. */
function rowsOf(page: string): string[] {
  const table = page.slice(page.indexOf(BEGIN), page.indexOf(END));
  const rows = table.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => row.replaceAll(/ {2,}/g, ' '));
}

describe('what other teams build on', () => {
  let exported: ReadonlyMap<string, readonly Exported[]>;

  beforeAll(() => {
    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
    const config = ts.getParsedCommandLineOfConfigFile('tsconfig.build.json', {}, host);
    const program = ts.createProgram(Object.values(DOORS), config?.options ?? {});
    exported = new Map(
      Object.entries(DOORS).map(([door, path]) => [door, exportsOf(program, path)] as const),
    );
  });

  it('stands in docs/extending.md, name by name', async () => {
    const rows = [...exported].flatMap(([door, all]) => {
      const parts = [...new Set(all.map(({ part }) => part))];
      return parts.map((part) => {
        const names = all.filter((each) => each.part === part).map(({ name }) => `\`${name}\``);
        return `| \`${door}\`: ${part} | ${names.join(', ')} |`;
      });
    });
    expect(rowsOf(await readFile('docs/extending.md', 'utf8'))).toEqual(rows);
  });

  it('is explained where it is declared', () => {
    const unexplained = [...exported.values()].flat().filter(({ isExplained }) => !isExplained);
    expect(unexplained.map(({ name }) => name)).toEqual([]);
  });

  it('holds no table of Coinslot’s', () => {
    const names = [...exported.values()].flat().map(({ name }) => name);
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => /Entity$|Repository$|^DataSource$/.test(name))).toEqual([]);
  });
});

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';

const FOLDER = 'docs/adr';

const PARTS = [
  'Status',
  'Date',
  'Context',
  'Decision',
  'Alternatives',
  'Enforced by',
  'Consequences',
];

/** The text of one part of a record, up to the next one; undefined where it is missing or empty. */
function partOf(record: string, name: string): string | undefined {
  const [, text] = record.split(`**${name}.** `);
  return text?.split(/\*\*[A-Z][a-z ]+\.\*\* /)[0]?.trim() || undefined;
}

/** What a record says it is enforced by, each in backticks. */
function enforcersOf(record: string): readonly string[] {
  const part = partOf(record, 'Enforced by') ?? '';
  return [...part.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/** Where rules have names: boundaries, lint, and the database's constraints, triggers and policies. */
async function rules(): Promise<string> {
  const migrations = (await readdir('src/migrations')).map((name) => join('src/migrations', name));
  const files = ['.dependency-cruiser.cjs', '.oxlintrc.json', ...migrations];
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}

describe('the decision records', () => {
  let records: readonly (readonly [file: string, text: string])[];
  let index: string;

  beforeAll(async () => {
    const names = (await readdir(FOLDER)).filter((name) => name !== 'README.md').sort();
    records = await Promise.all(
      names.map(async (name) => [name, await readFile(join(FOLDER, name), 'utf8')] as const),
    );
    index = await readFile(join(FOLDER, 'README.md'), 'utf8');
  });

  it('have every part, in order', () => {
    expect(records.length).toBeGreaterThan(30);
    for (const [file, text] of records) {
      const parts = PARTS.filter((name) => partOf(text, name) !== undefined);
      expect([file, parts]).toEqual([file, PARTS]);
      const places = PARTS.map((name) => text.indexOf(`**${name}.** `));
      expect([file, places]).toEqual([file, places.toSorted((one, other) => one - other)]);
    }
  });

  it('have the number of their file, a status and a date', () => {
    for (const [file, text] of records) {
      expect([file, /^# (\d+)\. \S/.exec(text)?.[1]]).toEqual([
        file,
        `${Number(file.slice(0, 4))}`,
      ]);
      expect([file, partOf(text, 'Status')]).toEqual([
        file,
        expect.stringMatching(/^(Accepted|Superseded by \[)/),
      ]);
      expect([file, partOf(text, 'Date')]).toEqual([
        file,
        expect.stringMatching(/^\d{4}-\d{2}-\d{2}\.$/),
      ]);
    }
  });

  it('are all in the index, each with its title and date', () => {
    const listed = [...index.matchAll(/^\| (\d+) \| \[(.+)\]\((.+)\) \| .+ \| (\S+) \|$/gm)];
    const said = listed.map(([, number, title, file, date]) => [file, number, title, `${date}.`]);
    const held = records.map(([file, text]) => {
      const [, number, title] = /^# (\d+)\. (.+)$/m.exec(text) ?? [];
      return [file, number, title, partOf(text, 'Date')];
    });
    expect(said).toEqual(held);
  });

  it('link to records that exist', () => {
    const linked = records.flatMap(([, text]) => [...text.matchAll(/\]\((\d{4}-[^)]+)\)/g)]);
    const missing = linked.filter(([, file = '']) => !existsSync(join(FOLDER, file)));
    expect(missing.map(([, file]) => file)).toEqual([]);
  });

  it('are enforced by what exists, or say that nothing does', async () => {
    const known = await rules();
    const exists = (name: string) =>
      /\.(ts|mjs|cjs|json|md)$/.test(name)
        ? existsSync(name)
        : new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(known);
    for (const [file, text] of records) {
      const enforcers = enforcersOf(text);
      expect([file, enforcers.filter((name) => !exists(name))]).toEqual([file, []]);
      const isHonest = enforcers.length > 0 || /Nothing but review/.test(text);
      expect([file, isHonest]).toEqual([file, true]);
    }
  });
});

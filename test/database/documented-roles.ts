import { readFile } from 'node:fs/promises';

/** The statements by which an administrator makes the roles, as `docs/architecture.md` has them. */
export async function documentedSql(password: string): Promise<string[]> {
  const text = await readFile('docs/architecture.md', 'utf8');
  const [, block = ''] = /```sql\n(CREATE ROLE coinslot_app[^`]*)```/.exec(text) ?? [];
  const statements = block.split(';').map((sql) => sql.trim());
  return statements.filter((sql) => sql !== '').map((sql) => sql.replace('…', password));
}

import type { DataSource } from 'typeorm';

/** Takes migrations back, the latest first, up to and including this one. */
export async function undo(owner: DataSource, name: string): Promise<void> {
  const last = `SELECT name FROM migrations ORDER BY id DESC LIMIT 1`;
  for (let undone = ''; undone !== name;) {
    [{ name: undone } = { name }] = await owner.query<{ name: string }[]>(last);
    await owner.undoLastMigration();
  }
}

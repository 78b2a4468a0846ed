import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Change } from './ledger.js';

/** What a chain was made of, so that it is the same after a restart. */
export interface Journal {
  /** Unix milliseconds. */
  readonly began: number;
  readonly changes: readonly Change[];
  keep(change: Change): void;
}

/** Opens the journal in a file, a line for each change; without a file, nothing is kept. */
export function openJournal(file: string | undefined): Journal {
  if (file === undefined) return { began: Date.now(), changes: [], keep: () => undefined };
  const write = (value: object) => appendFileSync(file, `${JSON.stringify(value)}\n`);
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    write({ began: Date.now() });
  }
  // A line that was cut off by a crash is none.
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const [head, ...changes] = lines.map((line) => JSON.parse(line) as unknown);
  const { began } = head as Pick<Journal, 'began'>;
  return { began, changes: changes as Change[], keep: write };
}

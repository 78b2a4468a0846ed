import { lstatSync, mkdirSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

/** Makes a directory for this user alone, unless it is there. @throws when others can put something there */
export function makeOwn(directory: string): void {
  make(dirname(directory));
  make(directory);
  assertOwn(directory);
}

/** @throws when there is no directory of this user that nobody else can write to: others could put counts there */
export function assertOwn(directory: string): void {
  const found = lstatSync(directory);
  if (!found.isDirectory()) throw new Error('it is no directory');
  if (!isOfUser(found)) throw new Error('the directory is of another user');
  if ((found.mode & 0o022) !== 0) throw new Error('the directory can be written by others');
}

/** @throws unless it is a file of this user: others, and what is no file, may lie or keep a reader waiting */
export function assertOwnFile(found: Stats): void {
  if (!found.isFile()) throw new Error('it is no regular file');
  if (!isOfUser(found)) throw new Error('the file is of another user');
}

/** Where there are no users, whoever can write there is trusted. */
function isOfUser({ uid }: Stats): boolean {
  return process.geteuid === undefined || uid === process.geteuid();
}

/** Not with its parents: on file systems that make no directories (/proc), Node would try for ever. */
function make(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

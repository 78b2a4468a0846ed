import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { describe, it } from '@jest/globals';
import { readEnvironment } from '../../src/common/config/index.js';

/**
 * Tests that need a program of Debian's package of the same name. On a machine without it they are skipped and
 * stderr says so; where the environment says `CI`, they fail.
 * @param tests gets the program's path
 */
export function withProgram(name: string, title: string, tests: (path: string) => void): void {
  // Not everybody's PATH has what only administrators run.
  const folders = [...(readEnvironment()['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  const path = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (path !== undefined) return describe(title, () => tests(path));
  const missing = `${name} is missing: apt-get install ${name}`;
  if (readEnvironment()['CI'] !== undefined) {
    return describe(title, () => it(`finds ${name}`, () => Promise.reject(new Error(missing))));
  }
  process.stderr.write(`\nTHE TESTS "${title}" DO NOT RUN: ${missing}\n`);
  return describe.skip(title, () => tests(name));
}

/** Whether somebody listens at this port of the machine. */
export async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

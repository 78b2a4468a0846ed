import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Runs the example of a page of the documentation as it stands there, and gives what it prints. */
export async function runExample(page: string, env: Record<string, string>): Promise<string> {
  const [, example = ''] = /```js\n(.*?)```/s.exec(await readFile(page, 'utf8')) ?? [];
  const run = ['--input-type=module', '--eval', example];
  return (await promisify(execFile)(process.execPath, run, { env })).stdout;
}

import { execFile } from 'node:child_process';
import type { Environment } from '../../src/common/config/index.js';

/** Runs `dist/src/commands/check-ledger.js`, the product's own check. @returns what it found, if anything */
export function checkLedger(environment: Environment): Promise<string | undefined> {
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['dist/src/commands/check-ledger.js'],
      { env },
      (error, stdout, stderr) => {
        resolve(error === null ? undefined : `${stdout}${stderr}`.slice(-4_000));
      },
    );
  });
}

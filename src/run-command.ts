import { ConfigError } from './common/config/index.js';

/** Runs a command, prints what it says and ends the process: 0 when it worked, 1 when it failed. */
export function runCommand(command: () => Promise<string>): void {
  command().then(
    (text) => {
      process.stdout.write(`${text}\n`);
      process.exit(0);
    },
    (error: unknown) => {
      process.stderr.write(`${describeFailure(error)}\n`);
      process.exit(1);
    },
  );
}

/** A wrong setting is explained; anything else shows where it happened. */
export function describeFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

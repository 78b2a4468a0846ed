import { ConfigError } from './common/config/index.js';
import { redactUrls } from './common/observability/index.js';

/** What a command says in the end, and the exit code that stands for it. */
export interface CommandResult {
  readonly text: string;
  readonly exitCode: 0 | 1;
}

/**
 * Runs a command, prints what it says and ends the process: with its exit code, 0 when it names
 * none, 1 when it failed.
 */
export function runCommand(command: () => Promise<string | CommandResult>): void {
  command().then(
    (result) => {
      const { text, exitCode } =
        typeof result === 'string' ? { text: result, exitCode: 0 } : result;
      process.stdout.write(`${text}\n`);
      process.exit(exitCode);
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
  return redactUrls(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

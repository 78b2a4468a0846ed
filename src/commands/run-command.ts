import { describeFailure } from '../describe-failure.js';

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

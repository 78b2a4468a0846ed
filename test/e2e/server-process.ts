import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Environment } from '../../src/common/config/index.js';
import { onFreePort } from '../../src/sandbox/postgres/free-port.js';

/** The built server as a process of its own. */
export interface ServerProcess {
  readonly origin: string;
  /** Everything it wrote so far. */
  readonly output: { readonly text: string };
  hasEnded(): boolean;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  /** Stops it where it stands, or lets it go on; or whatever its environment makes of `SIGUSR2`. */
  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGUSR2'): void;
  /** Sends the signal and waits for the end. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

const SERVER = 'dist/src/main.js';

/**
 * Starts a server on a free port with exactly this environment and waits until it is ready.
 * @param root the project that was built
 * @param program what is started in it
 */
export function startServer(
  environment: Environment,
  root = '.',
  program = SERVER,
): Promise<ServerProcess> {
  return onFreePort((port) => startOn(port, environment, root, program));
}

async function startOn(
  port: number,
  environment: Environment,
  root: string,
  program: string,
): Promise<ServerProcess> {
  const child = run({ ...environment, PORT: String(port), LOG_LEVEL: 'warn' }, root, program);
  const origin = `http://127.0.0.1:${port}`;
  const output = collectOutput(child);
  while (!(await isReady(origin))) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${output.text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // Its output is complete by then.
  const ended = once(child, 'close').then(() => child.exitCode);
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const signal: ServerProcess['signal'] = (name) => void child.kill(name);
  return { origin, output, hasEnded, ended, signal, end };
}

/** Runs the server, or a command, until it ends by itself, for starts that must fail. */
export async function runToEnd(
  environment: Environment,
  program = SERVER,
  ...words: readonly string[]
): Promise<{ code: number | null; text: string }> {
  const child = run(environment, '.', program, words);
  const output = collectOutput(child);
  await once(child, 'close');
  return { code: child.exitCode, text: output.text };
}

function run(
  environment: Environment,
  cwd = '.',
  program = SERVER,
  words: readonly string[] = [],
): ChildProcess {
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return spawn(process.execPath, [program, ...words], { env, cwd, stdio: [...stdio] });
}

function collectOutput(child: ChildProcess): { text: string } {
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
  }
  return output;
}

function isReady(origin: string): Promise<boolean> {
  return fetch(`${origin}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { findAnvil } from './anvil-binary.js';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const STATE_INTERVAL_SECONDS = 5;

type Anvil = ChildProcessByStdio<null, Readable, Readable>;

/** A running anvil. */
export interface AnvilProcess {
  readonly rpcUrl: string;
  /** Ends anvil and waits until it is gone, its state written. May be called again. */
  stop(): Promise<void>;
}

/** How anvil keeps and makes blocks. */
export interface AnvilOptions {
  /**
   * Where the chain is kept: read at the start when it exists, written every 5 seconds and at the
   * end. A crash of anvil itself can lose what is younger than that.
   */
  readonly stateFile?: string | undefined;
  /** Blocks come at this interval as well, in seconds; without it only with transactions. */
  readonly blockSeconds?: number | undefined;
}

/**
 * Starts anvil on a free port of the loopback interface. It mines each transaction at once and
 * ends with this process, however that ends (where `setpriv` exists; elsewhere on a normal exit).
 * @throws Error with anvil's own words when it does not start.
 */
export async function startAnvil(chainId: number, options: AnvilOptions): Promise<AnvilProcess> {
  const { stateFile } = options;
  if (stateFile) mkdirSync(dirname(stateFile), { recursive: true });
  // On TERM anvil writes its state; without a state there is nothing to wait for.
  const endSignal = stateFile ? 'SIGTERM' : 'SIGKILL';
  const anvil = launch(chainId, endSignal, options);
  const endWithApplication = () => anvil.kill(endSignal);
  process.once('exit', endWithApplication);
  try {
    const rpcUrl = `http://${await listeningAddress(anvil)}`;
    const stop = async () => {
      process.off('exit', endWithApplication);
      await end(anvil);
    };
    return { rpcUrl, stop };
  } catch (error) {
    process.off('exit', endWithApplication);
    throw error;
  }
}

function launch(
  chainId: number,
  endSignal: 'SIGTERM' | 'SIGKILL',
  { stateFile, blockSeconds }: AnvilOptions,
): Anvil {
  const command = [findAnvil(), '--host', '127.0.0.1', '--port', '0', '--chain-id', `${chainId}`];
  if (stateFile) {
    command.push('--state', stateFile, '--state-interval', `${STATE_INTERVAL_SECONDS}`);
  }
  if (blockSeconds) command.push('--block-time', `${blockSeconds}`, '--mixed-mining');
  const bound = spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;
  if (bound) command.unshift('setpriv', '--pdeathsig', endSignal.slice('SIG'.length), '--');
  const [program = '', ...args] = command;
  // In a group of its own Ctrl-C does not reach it, and the application can finish its work first.
  return spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: bound });
}

function listeningAddress(anvil: Anvil): Promise<string> {
  return new Promise((resolve, reject) => {
    let complaint = '';
    const timer = setTimeout(() => anvil.kill('SIGKILL'), START_TIMEOUT_MS);
    const fail = (reason: string) => {
      clearTimeout(timer);
      reject(new Error(`anvil did not start: ${reason}`));
    };
    anvil.once('error', (error) => fail(error.message));
    anvil.once('close', () => fail(complaint || `silent for ${START_TIMEOUT_MS} ms`));
    anvil.stderr.on('data', (chunk) => (complaint = `${complaint}${chunk}`.slice(-2_000)));
    const lines = createInterface({ input: anvil.stdout });
    lines.on('line', (line) => {
      const address = /^Listening on (\S+)/.exec(line)?.[1];
      if (!address) return;
      clearTimeout(timer);
      lines.close();
      // It logs every request; a full pipe would stop it.
      anvil.stdout.resume();
      resolve(address);
    });
  });
}

async function end(anvil: Anvil): Promise<void> {
  if (anvil.exitCode !== null || anvil.signalCode !== null) return;
  const gone = once(anvil, 'exit');
  anvil.kill('SIGTERM');
  const timer = setTimeout(() => anvil.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await gone;
  clearTimeout(timer);
}

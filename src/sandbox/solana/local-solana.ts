import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { rpcAsk } from '../../common/evm/index.js';
import { SOLANA_CHAINS, type SolanaChain } from '../../common/networks/index.js';

const START_TIMEOUT_MS = 30_000;
const ASK_TIMEOUT_MS = 10_000;
const SOL = 1_000_000_000n;

/** Looks like Devnet to buyers, who know it and its USDC. */
export const LOCAL_SOLANA = chainOf('solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1');

/** Of the first block of Devnet; the id of the network is its beginning. */
const GENESIS = 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG';

/** A Solana of this machine, with money for the asking. */
export interface SolanaConnection {
  readonly rpcUrl: string;
  /** CAIP-2 id of the network that it looks like. */
  readonly network: SolanaChain['id'];
  /** Mint of its USDC. */
  readonly usdc: string;
  /** Gives the wallet SOL for fees. */
  giveSol(address: string, lamports?: bigint): Promise<void>;
  /** Gives the wallet test USDC, in atomic units, and an account to hold them; 0 for the account alone. */
  fund(address: string, usdcAtomic: bigint): Promise<void>;
  /** The wallet's USDC in atomic units. */
  usdcBalance(address: string): Promise<bigint>;
  /** Asks the node whatever it can be asked. */
  ask(method: string, ...params: unknown[]): Promise<unknown>;
}

/** A Solana that this process started and ends. */
export interface LocalSolana extends SolanaConnection {
  stop(): Promise<void>;
}

/**
 * Starts a Solana on this machine. It ends with this process.
 * @param stateFile keeps it over restarts; without one it starts empty and leaves nothing
 * @throws Error saying why it did not start, such as a machine that `litesvm` has no build for
 */
export async function startSolana(stateFile?: string): Promise<LocalSolana> {
  const node = launch(stateFile === undefined ? [GENESIS] : [GENESIS, stateFile]);
  const endWithApplication = () => node.kill('SIGKILL');
  process.once('exit', endWithApplication);
  const stop = async () => {
    process.off('exit', endWithApplication);
    if (node.exitCode !== null || node.signalCode !== null) return;
    const gone = once(node, 'exit');
    node.kill('SIGKILL');
    await gone;
  };
  try {
    return { ...connectSolana(`http://${await listeningAddress(node)}`), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The same chain for another process, which only knows its address. Nothing is started. */
export function connectSolana(rpcUrl: string): SolanaConnection {
  const ask = rpcAsk(rpcUrl, ASK_TIMEOUT_MS);
  const call = (method: string, ...params: unknown[]) => ask({ method, params });
  const [{ address: usdc }] = LOCAL_SOLANA.assets;
  return {
    rpcUrl,
    network: LOCAL_SOLANA.id,
    usdc,
    ask: call,
    giveSol: async (address, lamports = SOL) => {
      await call('local_giveSol', address, lamports.toString());
    },
    fund: async (address, usdcAtomic) => {
      await call('local_giveTokens', usdc, address, usdcAtomic.toString());
    },
    usdcBalance: async (address) => BigInt(String(await call('local_tokens', usdc, address))),
  };
}

type Node = ChildProcessByStdio<null, Readable, Readable>;

function launch(args: readonly string[]): Node {
  const program = createRequire(import.meta.url).resolve('#solana-node');
  const command = [process.execPath, program, ...args];
  const bound = spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;
  if (bound) command.unshift('setpriv', '--pdeathsig', 'KILL', '--');
  const [first = '', ...rest] = command;
  // In a group of its own Ctrl-C does not reach it, and the application can finish its work first.
  return spawn(first, rest, { stdio: ['ignore', 'pipe', 'pipe'], detached: bound });
}

function listeningAddress(node: Node): Promise<string> {
  return new Promise((resolve, reject) => {
    let complaint = '';
    const timer = setTimeout(() => node.kill('SIGKILL'), START_TIMEOUT_MS);
    const fail = (reason: string) => {
      clearTimeout(timer);
      reject(new Error(`the local Solana did not start: ${reason}`));
    };
    node.once('error', (error) => fail(error.message));
    node.once('close', () => fail(complaint || `silent for ${START_TIMEOUT_MS} ms`));
    node.stderr.on('data', (chunk) => (complaint = `${complaint}${chunk}`.slice(-2_000)));
    createInterface({ input: node.stdout }).on('line', (line) => {
      const address = /^Listening on (\S+)/.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

function chainOf(id: string): SolanaChain {
  const row = SOLANA_CHAINS.find((each) => each.id === id);
  if (row === undefined) throw new Error(`${id} does not stand in the table of Solana's clusters`);
  return row;
}

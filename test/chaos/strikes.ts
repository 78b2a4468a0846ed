import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { ChainConnection } from '../../src/sandbox/chain/index.js';
import { connectAnvil } from '../../src/sandbox/chain/network.js';
import type { Strike } from './faults.js';
import type { CrashingDatabase } from './crashing-database.js';
import type { FaultyFacilitator } from './faulty-facilitator.js';
import type { Lane } from './lane.js';
import type { WavePlan } from './plan.js';
import type { RecoveryPasses } from './recovery.js';
import type { Replica } from './replica.js';

const CUT_MS = 1_500;
/** How long a partition to facilitator or chain lasts at the most. */
const PARTITION_MS = 12_000;

/** By how much the clock of a chain that was set back is moved on, at least. */
const REORGANISATION_SECONDS = 20;

/** What a wave works with. */
export interface Scene {
  readonly replicas: readonly [Replica, Replica];
  readonly facilitator: FaultyFacilitator;
  readonly recovery: RecoveryPasses;
  readonly chain: ChainConnection;
  readonly database: CrashingDatabase;
  /** Sees every row. */
  readonly owner: DataSource;
  /** Servers that ended without being killed. */
  readonly fallen: string[];
}

type Hit = (
  scene: Scene,
  replica: Replica,
  release: () => void,
  answered: Promise<unknown>,
) => Promise<void>;

const HITS: Readonly<Record<Exclude<Strike, 'none'>, Hit>> = {
  kill: async (_scene, replica, release) => {
    await replica.kill();
    release();
    await replica.boot();
  },
  kill_both: async ({ replicas }, _replica, release) => {
    await Promise.all(replicas.map((each) => each.kill()));
    release();
    await Promise.all(replicas.map((each) => each.boot()));
  },
  pause: async ({ recovery }, replica, release) => {
    replica.pause();
    release();
    await recovery.untilLeasesEnd();
    await recovery.pass();
    replica.continue();
  },
  database_cut: async (_scene, replica, release) => {
    replica.database.disturb('cut');
    release();
    await sleep(CUT_MS);
    replica.database.lift();
  },
  database_stall: async ({ recovery }, replica, release) => {
    replica.database.disturb('silent');
    release();
    await recovery.untilLeasesEnd();
    await recovery.pass();
    replica.database.lift();
  },
  database_crash: async ({ database }, _replica, release) => {
    await database.crash();
    release();
  },
  facilitator_cut: partition('facilitator', 'cut'),
  facilitator_silent: partition('facilitator', 'silent'),
  chain_cut: partition('chain', 'cut'),
  chain_silent: partition('chain', 'silent'),
  chain_lag: async (_scene, replica, release, answered) => {
    replica.node.isBehind = true;
    release();
    await atMost(PARTITION_MS, answered);
    replica.node.isBehind = false;
  },
  reorganisation: async ({ chain, facilitator, recovery }, _replica, release, answered) => {
    const anvil = connectAnvil(chain.rpcUrl);
    const id = await anvil.snapshot();
    release();
    await atMost(PARTITION_MS, answered);
    await facilitator.rest();
    const height = await anvil.getBlockNumber({ cacheTime: 0 });
    await anvil.revert({ id });
    await facilitator.startAnew();
    // Its time goes on, and a chain gives way to a longer one only.
    await anvil.increaseTime({ seconds: REORGANISATION_SECONDS });
    const kept = await anvil.getBlockNumber({ cacheTime: 0 });
    await anvil.mine({ blocks: Number(height - kept) + 1 });
    await recovery.untilSettlementsAreBack();
  },
};

function partition(from: 'facilitator' | 'chain', kind: 'cut' | 'silent'): Hit {
  return async (_scene, replica, release, answered) => {
    replica[from].partition.begin(kind);
    release();
    await atMost(PARTITION_MS, answered);
    replica[from].partition.lift();
  };
}

/** Lets the strike fall, and then whatever is held up go on; ends when the strike is over. */
export async function strike(
  scene: Scene,
  { strike, replica }: WavePlan,
  lanes: readonly Lane[],
  answered: Promise<unknown>,
): Promise<void> {
  if (strike === 'none') return;
  const release = () => lanes.forEach((lane) => lane.release());
  await HITS[strike](scene, scene.replicas[replica], release, answered);
}

/** Waits for the condition, but not for longer. */
export async function atMost(ms: number, condition: Promise<unknown>): Promise<void> {
  await Promise.race([condition, sleep(ms, undefined, { ref: false })]);
}

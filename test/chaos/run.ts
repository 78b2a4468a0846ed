import { startChain } from '../../src/sandbox/chain/index.js';
import { NETWORK, prepareGround, PRICE } from '../e2e/shop.js';
import { CrashingDatabase } from './crashing-database.js';
import { readBooks, readTransfers, readUsed } from './collect.js';
import type { Evidence, RoundEvidence } from './evidence.js';
import { FaultyFacilitator } from './faulty-facilitator.js';
import { violationsOf } from './invariants.js';
import { Lanes } from './lane.js';
import { checkLedger } from './ledger-process.js';
import type { Strike } from './faults.js';
import { planRun } from './plan.js';
import { RecoveryPasses } from './recovery.js';
import { Replica, type World } from './replica.js';
import { type Report, reportOf } from './report.js';
import { openShops, runRounds, type Shops } from './rounds.js';
import type { Scene } from './strikes.js';

/** What is asked of a run; the same run for the same options, but for what the machine decides. */
export interface RunOptions {
  readonly seed: number;
  readonly rounds: number;
  readonly waveSize: number;
  /** How it begins; chance goes on. */
  readonly strikes?: readonly Strike[];
  /** Told how far it is. */
  readonly onProgress?: (line: string) => void;
}

/** Longer than any payment is good for. */
const EXPIRED_SECONDS = 7_200;

/** Runs two real servers through a plan of faults, and checks what was promised. */
export async function runChaos(options: RunOptions): Promise<Report> {
  const begun = Date.now();
  // A chain of its own: its clock is moved in the end.
  const chain = await startChain({ blockSeconds: 1 });
  const database = await CrashingDatabase.start();
  const overrides = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://shop.example',
    FACILITATOR_PRIVATE_KEY: undefined,
    FACILITATOR_URL: 'http://127.0.0.1:1',
    RPC_URLS: `${NETWORK}=${chain.rpcUrl}`,
  };
  const ground = await prepareGround(overrides, Promise.resolve(database));
  const lanes = new Lanes();
  const facilitator = await FaultyFacilitator.start(chain, lanes);
  const { environment, owner } = ground;
  const { rpcUrl } = chain;
  const world: World = { environment, databaseUrl: database.appUrl, rpcUrl, facilitator, lanes };
  const replicas = await Promise.all([Replica.start(0, world), Replica.start(1, world)]);
  const recovery = new RecoveryPasses(owner);
  const scene: Scene = { replicas, facilitator, recovery, chain, database, owner, fallen: [] };
  try {
    const shops = await openShops(replicas[0].origin, (sql, values) => owner.query(sql, values));
    const rounds: RoundEvidence[] = [];
    const waves = planRun(options.seed, options.rounds, options.waveSize, options.strikes);
    for (const wave of waves) {
      rounds.push(...(await runRounds(scene, wave, shops, lanes)));
      const seconds = Math.round((Date.now() - begun) / 1000);
      options.onProgress?.(`${rounds.length} rounds, ${wave.strike}, ${seconds} s`);
    }
    await recovery.expire(rpcUrl, EXPIRED_SECONDS);
    await recovery.untilSettlementsAreBack();
    const evidence = await collect(scene, shops, rounds, await readBooks(owner));
    const ledger = await checkLedger(environment);
    const violations = [
      ...violationsOf(evidence),
      ...scene.fallen.map((detail) => ({ rule: 'server_fell', detail })),
      ...(ledger === undefined ? [] : [{ rule: 'ledger_check', detail: ledger }]),
    ];
    const logs = replicas.map(({ output }) => output);
    const { passes } = recovery;
    return reportOf({ options, waves, evidence, violations, passes, logs, begun });
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await ground.clear();
    await chain.stop();
  }
}

async function collect(
  { chain }: Scene,
  { paidAfter, paidFirst, paidByUse, creators }: Shops,
  rounds: readonly RoundEvidence[],
  books: Pick<Evidence, 'claims' | 'settlements' | 'entries' | 'spending'>,
): Promise<Evidence> {
  const [used, transfers] = await Promise.all([
    readUsed(chain.rpcUrl),
    readTransfers(chain.rpcUrl, [paidAfter.payTo, paidFirst.payTo, paidByUse.payTo]),
  ]);
  return { rounds, ...books, used, transfers, creators, price: PRICE };
}

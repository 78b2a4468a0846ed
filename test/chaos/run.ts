import { setTimeout as sleep } from 'node:timers/promises';
import { startChain } from '../../src/sandbox/chain/index.js';
import { Buyer } from '../e2e/buyer.js';
import { type Listing, NETWORK, prepareGround, PRICE, publish } from '../e2e/shop.js';
import { pay } from './asking.js';
import { readBooks, readTransfers, readUsed } from './collect.js';
import type { Evidence, RoundEvidence } from './evidence.js';
import { FaultyFacilitator } from './faulty-facilitator.js';
import { violationsOf } from './invariants.js';
import { Lane, Lanes } from './lane.js';
import { checkLedger } from './ledger-process.js';
import { planRun, type RoundPlan, type Strike, type WavePlan } from './plan.js';
import { RecoveryPasses } from './recovery.js';
import { Replica, type World } from './replica.js';
import { type Report, reportOf } from './report.js';
import { runWave, type Scene } from './wave.js';

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
const WARM_UP_MS = 120_000;
const WARM_UP_PAUSE_MS = 250;

/** Nothing goes wrong. */
const CALM: RoundPlan = {
  index: -1,
  mode: 'json',
  paysFirst: false,
  senders: 1,
  trouble: 'none',
  step: undefined,
  forwards: true,
  stubborn: false,
  insists: true,
};

/** Runs two real servers through a plan of faults, and checks what was promised. */
export async function runChaos(options: RunOptions): Promise<Report> {
  const begun = Date.now();
  // A chain of its own: its clock is moved in the end.
  const chain = await startChain();
  const ground = await prepareGround({
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://shop.example',
    FACILITATOR_PRIVATE_KEY: undefined,
    FACILITATOR_URL: 'http://127.0.0.1:1',
    RPC_URLS: `${NETWORK}=${chain.rpcUrl}`,
  });
  const lanes = new Lanes();
  const facilitator = await FaultyFacilitator.start(chain, lanes);
  const { environment, database, owner } = ground;
  const { rpcUrl } = chain;
  const world: World = { environment, databaseUrl: database.appUrl, rpcUrl, facilitator, lanes };
  const replicas = await Promise.all([Replica.start(0, world), Replica.start(1, world)]);
  const recovery = new RecoveryPasses(owner);
  const scene: Scene = { replicas, facilitator, recovery, chain, fallen: [] };
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

interface Shops {
  readonly paidAfter: Listing;
  readonly paidFirst: Listing;
  /** Id of each creator by the wallet that is paid. */
  readonly creators: ReadonlyMap<string, string>;
}

async function openShops(
  origin: string,
  run: (sql: string, values: unknown[]) => Promise<unknown>,
): Promise<Shops> {
  const [paidAfter, paidFirst] = [await publish(origin), await publish(origin)];
  await run(`UPDATE x402_resources SET settlement_policy = 'before_execution' WHERE id = $1`, [
    paidFirst.id,
  ]);
  const owners = [paidAfter, paidFirst].map(async ({ payTo, creator }) => {
    const { id } = await creator.send<{ id: string }>('GET', '/me');
    return [payTo.toLowerCase(), id] as const;
  });
  return { paidAfter, paidFirst, creators: new Map(await Promise.all(owners)) };
}

async function runRounds(
  scene: Scene,
  wave: WavePlan,
  shops: Shops,
  known: Lanes,
): Promise<RoundEvidence[]> {
  const open = (plan: RoundPlan, on: WavePlan) => openLane(scene, shops, known, plan, on);
  await Promise.all(([0, 1] as const).map((replica) => warmUp(scene.replicas[replica], open)));
  const lanes = await Promise.all(wave.rounds.map((plan) => open(plan, wave)));
  await runWave(scene, wave, lanes);
  const used = await readUsed(scene.chain.rpcUrl);
  const ask = async (lane: Lane) => [
    await pay(lane, scene.replicas[0], 'json'),
    await pay(lane, scene.replicas[1], 'json'),
  ];
  return Promise.all(
    lanes.map(async (lane) => ({ lane, finals: used.has(lane.nonce) ? await ask(lane) : [] })),
  );
}

/** A buyer with the money for one call signs for it. */
async function openLane(
  { replicas, chain }: Scene,
  { paidFirst, paidAfter }: Shops,
  known: Lanes,
  plan: RoundPlan,
  wave: WavePlan,
): Promise<Lane> {
  const { pathname } = new URL((plan.paysFirst ? paidFirst : paidAfter).url);
  const buyer = await Buyer.with(chain, PRICE);
  const payment = await buyer.sign(replicas[0].origin + pathname);
  const lane = new Lane(plan, wave, buyer, payment, pathname);
  known.all.push(lane);
  return lane;
}

/** After a wave a replica may leave its facilitator alone for a while: a call shows when not any more. */
async function warmUp(
  replica: Replica,
  open: (plan: RoundPlan, wave: WavePlan) => Promise<Lane>,
): Promise<void> {
  const wave: WavePlan = { strike: 'none', replica: replica.index, rounds: [] };
  const lane = await open(CALM, wave);
  const deadline = Date.now() + WARM_UP_MS;
  while ((await pay(lane, replica, 'json')).status !== 200) {
    if (Date.now() > deadline) throw new Error(`replica ${replica.index} does not serve any more`);
    await sleep(WARM_UP_PAUSE_MS);
  }
}

async function collect(
  { chain }: Scene,
  { paidAfter, paidFirst, creators }: Shops,
  rounds: readonly RoundEvidence[],
  books: Pick<Evidence, 'claims' | 'settlements' | 'entries'>,
): Promise<Evidence> {
  const [used, transfers] = await Promise.all([
    readUsed(chain.rpcUrl),
    readTransfers(chain.rpcUrl, [paidAfter.payTo, paidFirst.payTo]),
  ]);
  return { rounds, ...books, used, transfers, creators, price: PRICE };
}

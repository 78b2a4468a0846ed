import { setTimeout as sleep } from 'node:timers/promises';
import type { PaymentPayload } from '@x402/core/types';
import { Buyer } from '../e2e/buyer.js';
import { type Listing, PRICE, publish } from '../e2e/shop.js';
import { UseBuyer } from '../e2e/use-buyer.js';
import { pay } from './asking.js';
import { readBooks, readUsed } from './collect.js';
import type { RoundEvidence } from './evidence.js';
import { Lane, type Lanes } from './lane.js';
import type { RoundPlan, WavePlan } from './plan.js';
import type { Replica } from './replica.js';
import type { Scene } from './strikes.js';
import { runWave } from './wave.js';

const WARM_UP_MS = 120_000;
const WARM_UP_PAUSE_MS = 250;

/** Nothing goes wrong. */
const CALM: RoundPlan = {
  index: -1,
  mode: 'json',
  paysFirst: false,
  byUse: false,
  senders: 1,
  trouble: 'none',
  step: undefined,
  forwards: true,
  stubborn: false,
  insists: true,
};

/** What is sold: one resource is paid after the work, one before, and one by what the work used. */
export interface Shops {
  readonly paidAfter: Listing;
  readonly paidFirst: Listing;
  readonly paidByUse: Listing;
  /** Id of each creator by the wallet that is paid. */
  readonly creators: ReadonlyMap<string, string>;
}

const BY_USE = { minimum: '0.001', inputPerMillion: '100', outputPerMillion: '500' };

/** Opens the shops, each of a creator of its own. */
export async function openShops(
  origin: string,
  run: (sql: string, values: unknown[]) => Promise<unknown>,
): Promise<Shops> {
  // So high that it keeps nobody away: what calls cost is counted.
  const limited = { limits: { dailySpendUsd: '1000' } };
  const [paidAfter, paidFirst] = [await publish(origin, limited), await publish(origin, limited)];
  const paidByUse = await publish(origin, { ...limited, usagePrice: BY_USE });
  await run(`UPDATE x402_resources SET settlement_policy = 'before_execution' WHERE id = $1`, [
    paidFirst.id,
  ]);
  const owners = [paidAfter, paidFirst, paidByUse].map(async ({ payTo, creator }) => {
    const { id } = await creator.send<{ id: string }>('GET', '/me');
    return [payTo.toLowerCase(), id] as const;
  });
  return { paidAfter, paidFirst, paidByUse, creators: new Map(await Promise.all(owners)) };
}

/** Runs a wave with buyers of its own, and asks for everything that was charged once more. */
export async function runRounds(
  scene: Scene,
  wave: WavePlan,
  shops: Shops,
  known: Lanes,
): Promise<RoundEvidence[]> {
  const open: OpenLane = (...which) => openLane(scene, shops, known, ...which);
  await Promise.all(([0, 1] as const).map((replica) => warmUp(scene.replicas[replica], open)));
  const lanes = (await Promise.all(wave.rounds.map((plan) => openAll(open, plan, wave)))).flat();
  await runWave(scene, wave, lanes);
  const used = await readUsed(scene.chain.rpcUrl);
  const ask = async (lane: Lane) => [
    await pay(lane, scene.replicas[0], 'json'),
    await pay(lane, scene.replicas[1], 'json'),
  ];
  const { claims } = await readBooks(scene.owner);
  return Promise.all(
    lanes.map(async (lane) => ({
      lane,
      rested: claims.filter(({ nonce }) => nonce === lane.nonce),
      finals: used.has(lane.nonce) ? await ask(lane) : [],
    })),
  );
}

type OpenLane = (plan: RoundPlan, wave: WavePlan, before?: Lane) => Promise<Lane>;

/** How many payments a buyer sends at once who has the money for one. */
const SHORT = 4;

async function openAll(open: OpenLane, plan: RoundPlan, wave: WavePlan): Promise<Lane[]> {
  const first = await open(plan, wave);
  const lanes = [first];
  const count = plan.trouble === 'wallet_short' ? SHORT : 1;
  while (lanes.length < count) lanes.push(await open(plan, wave, lanes.at(-1)));
  return lanes;
}

/** A buyer with the money for one call signs for it; or for one more, `before` being their last. */
async function openLane(
  { replicas, chain }: Scene,
  shops: Shops,
  known: Lanes,
  plan: RoundPlan,
  wave: WavePlan,
  before?: Lane,
): Promise<Lane> {
  const { pathname } = new URL(shopOf(plan, shops).url);
  const buyer = before?.buyer ?? (await Buyer.with(chain, PRICE));
  const url = replicas[0].origin + pathname;
  const payment = isByUse(plan) ? await signByUse(chain, buyer, url) : await buyer.sign(url);
  const number = before === undefined ? 0 : before.number + 1;
  const lane = new Lane(plan, wave, buyer, payment, pathname, number);
  known.all.push(lane);
  return lane;
}

function isByUse({ paysFirst, byUse }: RoundPlan): boolean {
  return byUse && !paysFirst;
}

function shopOf(plan: RoundPlan, { paidFirst, paidAfter, paidByUse }: Shops): Listing {
  if (plan.paysFirst) return paidFirst;
  return isByUse(plan) ? paidByUse : paidAfter;
}

/** With an approval that is good for all that is signed: several stand beside each other. */
async function signByUse(
  chain: Scene['chain'],
  { wallet }: Buyer,
  url: string,
): Promise<PaymentPayload> {
  const buyer = UseBuyer.of(chain, wallet);
  await buyer.approve();
  return buyer.sign(url);
}

/** After a wave a replica may leave its facilitator alone for a while: a call shows when not any more. */
async function warmUp(replica: Replica, open: OpenLane): Promise<void> {
  const wave: WavePlan = { strike: 'none', replica: replica.index, rounds: [] };
  const lane = await open(CALM, wave);
  const deadline = Date.now() + WARM_UP_MS;
  while ((await pay(lane, replica, 'json')).status !== 200) {
    if (Date.now() > deadline) throw new Error(`replica ${replica.index} does not serve any more`);
    await sleep(WARM_UP_PAUSE_MS);
  }
}

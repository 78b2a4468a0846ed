import { setTimeout as sleep } from 'node:timers/promises';
import { PRICE } from '../e2e/shop.js';
import { askStatus, pay } from './asking.js';
import type { Answer } from './evidence.js';
import type { Lane } from './lane.js';
import type { WavePlan } from './plan.js';
import { atMost, type Scene, strike } from './strikes.js';

/** How long to wait for calls to stand at their steps; some never come there. */
const ARRIVAL_MS = 3_000;
const RETRY_MS = 500;
/** Within how long a buyer who insists must be served once everything has healed. */
const INSIST_MS = 120_000;

/** Runs the rounds of one wave at the same time, strikes, heals, and lets everything come to rest. */
export async function runWave(scene: Scene, plan: WavePlan, lanes: readonly Lane[]): Promise<void> {
  const sending = lanes.map((lane) => send(scene, lane));
  const all = Promise.all(sending);
  if (plan.strike !== 'none') {
    const arrivals = lanes.map((lane, index) =>
      Promise.race([lane.arrived.opened, sending[index]]),
    );
    await atMost(ARRIVAL_MS, Promise.all(arrivals));
    await strike(scene, plan, lanes, all);
  }
  await all;
  await heal(scene, lanes);
  await Promise.all(lanes.map((lane) => insist(scene, lane)));
  await scene.facilitator.rest();
  await scene.recovery.run();
}

async function send({ replicas }: Scene, lane: Lane): Promise<void> {
  const { senders, mode, trouble } = lane.plan;
  const leaving = new AbortController();
  if (trouble === 'buyer_leaves') void leave(lane, leaving);
  const first = lane.wave.replica;
  const asked = Array.from({ length: senders }, (_, number) =>
    pay(lane, replicas[(first + number) % 2 === 0 ? 0 : 1], mode, leaving.signal),
  );
  await Promise.all(asked);
}

async function leave(lane: Lane, leaving: AbortController): Promise<void> {
  await lane.modelAsked.opened;
  lane.troubled += 1;
  leaving.abort();
}

/** A server that ended by itself is started again: that it fell is found out afterwards. */
async function heal({ replicas, chain, fallen }: Scene, lanes: readonly Lane[]): Promise<void> {
  for (const lane of lanes) {
    lane.heal();
    const { trouble, insists } = lane.plan;
    const lacksMoney = trouble === 'wallet_emptied' || lane.number > 0;
    if (lacksMoney && insists) {
      await chain.fund(lane.buyer.wallet.address, PRICE, { wei: 0n });
    }
  }
  for (const replica of replicas) {
    replica.reconnect();
    if (!replica.hasFallen()) continue;
    fallen.push(replica.output.slice(-2_000));
    await replica.boot();
  }
}

/** A buyer who insists asks again, now here and now there, until there is an end to it. */
async function insist({ replicas }: Scene, lane: Lane): Promise<void> {
  if (!lane.plan.insists) return;
  const [ticket] = lane.tickets;
  const deadline = Date.now() + INSIST_MS;
  for (let turn = lane.wave.replica as number; Date.now() < deadline; turn += 1) {
    const replica = replicas[turn % 2 === 0 ? 0 : 1];
    const answer =
      ticket !== undefined && turn % 3 === 0
        ? await askStatus(lane, replica, ticket)
        : await pay(lane, replica, lane.plan.mode === 'async' ? 'json' : lane.plan.mode);
    if (isFinal(answer)) return;
    await sleep(RETRY_MS);
  }
}

/** The result, or a failure that was charged: how that ends is seen once everything has ended. */
function isFinal({ status, payment, result, code }: Answer): boolean {
  return (
    result !== undefined || (status !== undefined && payment === 'charged' && code !== undefined)
  );
}

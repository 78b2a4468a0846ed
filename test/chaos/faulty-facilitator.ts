import { setTimeout as sleep } from 'node:timers/promises';
import type { Hex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { Secret } from '../../src/common/crypto/index.js';
import type { Facilitator } from '../../src/modules/payments/facilitator/facilitator.js';
import { localFacilitator } from '../../src/modules/payments/facilitator/local-facilitator.client.js';
import type { ChainConnection } from '../../src/sandbox/chain/index.js';
import { NETWORK } from '../e2e/shop.js';
import type { Question, Reply } from './json-proxy.js';
import type { Lane, Lanes } from './lane.js';

type Payment = {
  paymentPayload: Parameters<Facilitator['settle']>[0];
  paymentRequirements: Parameters<Facilitator['settle']>[1];
};
type Settled = { readonly transaction?: string; readonly success?: boolean };

/** How long after its no a facilitator settles that says no and settles later. */
const LATE_MS = 1_500;
/** Slow, but within what the servers wait. */
const SLOW_MS = 2_000;
const SETTLE_TIMEOUT_MS = 60_000;
const NOWHERE = { transaction: '', network: NETWORK };
const STRANGER = '0x0000000000000000000000000000000000000001';

/** A facilitator on the chain that keeps to the x402 rules, but for what the plans say. */
export class FaultyFacilitator {
  /** Settlements that nobody waits for. */
  readonly #late = new Set<Promise<unknown>>();
  /** Hash of the last transfer that was somebody's. */
  #lastTransfer = `0x${'ab'.repeat(32)}`;

  private constructor(
    private readonly key: Hex,
    private real: Facilitator,
    private readonly chain: ChainConnection,
    private readonly lanes: Lanes,
  ) {}

  static async start(chain: ChainConnection, lanes: Lanes): Promise<FaultyFacilitator> {
    const key = generatePrivateKey();
    return new FaultyFacilitator(key, await honestFacilitator(chain, key), chain, lanes);
  }

  /** It forgets what it sent: a chain that was set back does not know of that. */
  async startAnew(): Promise<void> {
    this.real = await honestFacilitator(this.chain, this.key);
  }

  /** Answers a replica's question. */
  readonly answer = async (question: Question): Promise<Reply> => {
    if (question.path === '/supported') {
      return JSON.stringify(await this.real.supported());
    }
    const payment = JSON.parse(question.body) as Payment;
    const lane = this.lanes.mentionedIn(question.body);
    if (lane === undefined) throw new Error('a payment of nobody');
    return question.path === '/verify'
      ? this.verify(lane, payment, question)
      : this.settle(lane, payment, question);
  };

  /** Resolves when nothing that was asked is under way any more. */
  async rest(): Promise<void> {
    while (this.#late.size > 0) await Promise.allSettled(this.#late);
  }

  private async verify(lane: Lane, payment: Payment, { replica }: Question): Promise<Reply> {
    await lane.at('verify', replica);
    const reply = await this.real.verify(payment.paymentPayload, payment.paymentRequirements);
    if (lane.plan.trouble === 'wallet_emptied' && !lane.isHealed && lane.troubled === 0) {
      lane.troubled += 1;
      await lane.buyer.emptyWallet();
    }
    if (!lane.isTroubled('verify')) return JSON.stringify(reply);
    switch (lane.plan.trouble) {
      case 'verify_slow':
        await sleep(SLOW_MS);
        return JSON.stringify(reply);
      case 'verify_cut':
        return 'CUT';
      case 'verify_silent':
        return 'SILENCE';
      case 'verify_denied':
        return JSON.stringify({ isValid: false, invalidReason: 'insufficient_funds' });
      default:
        return '<html>bad gateway</html>';
    }
  }

  private async settle(lane: Lane, payment: Payment, question: Question): Promise<Reply> {
    await lane.at('settle_asked', question.replica);
    const isTroubled = lane.isTroubled('settle');
    const isSlow = lane.plan.trouble === 'settle_slow';
    if (isTroubled && isSlow) await sleep(SLOW_MS);
    // A request whose sender died on the way may have got through or not.
    const gotThrough = !question.isAbandoned() || lane.plan.forwards;
    if (isTroubled && !isSlow) return this.lie(lane, payment, question);
    const reply = gotThrough ? await this.move(lane, payment) : NOWHERE;
    await lane.at('settle_mined', question.replica);
    return JSON.stringify(reply);
  }

  private async lie(lane: Lane, payment: Payment, { replica }: Question): Promise<Reply> {
    const { trouble, forwards } = lane.plan;
    if (trouble === 'settle_denied_late') this.moveLate(lane, payment);
    else if (forwards || trouble === 'settle_twice') await this.move(lane, payment);
    await lane.at('settle_mined', replica);
    const success = { success: true, network: NETWORK, payer: lane.buyer.wallet.address };
    switch (trouble) {
      case 'settle_invented':
        return JSON.stringify({ ...success, transaction: `0x${'cd'.repeat(32)}` });
      case 'settle_borrowed':
        return JSON.stringify({ ...success, transaction: this.#lastTransfer });
      case 'settle_other_payer':
        return JSON.stringify({ ...success, payer: STRANGER, transaction: '0x01' });
      case 'settle_garbage':
        return '<html>bad gateway</html>';
      case 'settle_silent':
        return 'SILENCE';
      case 'settle_cut':
        return 'CUT';
      case 'settle_twice':
        return JSON.stringify(await this.move(lane, payment));
      default:
        return JSON.stringify({ success: false, errorReason: 'unexpected_error', ...NOWHERE });
    }
  }

  private async move(lane: Lane, payment: Payment): Promise<Settled> {
    const settling = this.real.settle(payment.paymentPayload, payment.paymentRequirements);
    this.track(settling);
    const reply = (await settling) as Settled;
    if (reply.success === true && reply.transaction !== undefined) {
      lane.traces.push(reply.transaction.toLowerCase());
      this.#lastTransfer = reply.transaction;
    }
    return reply;
  }

  private moveLate(lane: Lane, payment: Payment): void {
    this.track(sleep(LATE_MS).then(() => this.move(lane, payment)));
  }

  private track(settling: Promise<unknown>): void {
    const tracked = settling.catch(() => undefined).finally(() => this.#late.delete(tracked));
    this.#late.add(tracked);
  }
}

async function honestFacilitator(chain: ChainConnection, key: Hex): Promise<Facilitator> {
  await chain.fund(privateKeyToAccount(key).address, 0n);
  return localFacilitator({
    privateKey: new Secret(key),
    rpcUrls: new Map([[NETWORK, chain.rpcUrl]]),
    networks: [NETWORK],
    timeoutMs: SETTLE_TIMEOUT_MS,
  });
}

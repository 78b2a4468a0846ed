import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaymentRequirements } from '@x402/core/types';
import { ACROSS_ASSETS, type MeteredPayments } from '../metered-payments.js';
import type {
  ChainQuery,
  PaymentMethod,
  PaymentNetwork,
  SchemePayload,
} from '../payment-network.js';
import type {
  FamilyGround,
  FamilyWallet,
  Payment,
  PaymentChange,
} from './describe-network-family.js';

/** A ground whose network has `PaymentNetwork.metered`. */
export interface MeteredGround extends FamilyGround {
  /** Who settles; a payment that names another can never be settled here. */
  readonly facilitator: string;
  /** Settles for less than was signed. @returns the transaction's id */
  settleFor(payment: Payment, amount: bigint): Promise<string>;
}

const MOST = 50_000n;
const CHARGE = 1_234n;

/** What every family of networks owes the server whose buyers can pay what was used. */
export function describeMeteredPayments(name: string, prepare: () => Promise<MeteredGround>): void {
  describe(`payments of what was used, on a network of the family ${name}`, () => {
    let ground: MeteredGround;
    let network: PaymentNetwork;
    let metered: MeteredPayments;
    let buyer: FamilyWallet;
    let seller: FamilyWallet;

    beforeAll(async () => {
      ground = await prepare();
      ({ network } = ground);
      if (network.metered === undefined) throw new Error('the network has no metered payments');
      ({ metered } = network);
      [buyer, seller] = [await ground.newWallet(), await ground.newWallet()];
      for (const { asset } of metered.methods) await ground.fund(buyer.address, asset, 10n * MOST);
    });
    afterAll(() => ground.stop());

    const entries = () => metered.requirements(MOST, seller.address, 'offer-1', ground.facilitator);
    const asked = ({ asset }: PaymentMethod): PaymentRequirements => {
      const one = entries().find((each) => each.asset === asset);
      if (one === undefined) throw new Error(`nothing is asked for ${asset}`);
      return one;
    };
    const signed = async (method: PaymentMethod, change?: PaymentChange): Promise<Payment> => {
      const accepted = asked(method);
      return { accepted, payload: await buyer.pay(accepted, change) };
    };
    const read = (payment: SchemePayload) => {
      const authorization = network.readAuthorization(payment);
      if (authorization === undefined) throw new Error('the payment cannot be read');
      return authorization;
    };
    const query = (payment: SchemePayload, known: Partial<ChainQuery> = {}): ChainQuery => ({
      authorization: read(payment),
      since: new Date(),
      askedAt: null,
      now: new Date(),
      transaction: null,
      searchedTo: null,
      ...known,
    });
    const eachMethod = (test: (method: PaymentMethod) => Promise<void>) => async () => {
      for (const method of metered.methods) await test(method);
    };

    it('are asked for by one entry for each way, apart from those that pay exactly', () => {
      expect(entries().map(({ scheme, asset }) => ({ scheme, asset }))).toEqual(metered.methods);
      for (const entry of entries()) {
        expect(entry).toMatchObject({ network: network.id, amount: `${MOST}` });
        expect(entry.payTo).toBe(network.normalise(seller.address));
        expect(entry.extra).toMatchObject({ offerId: 'offer-1' });
        expect(network.methods).not.toContainEqual({ scheme: entry.scheme, asset: entry.asset });
      }
      expect(JSON.parse(JSON.stringify(entries()))).toEqual(entries());
      expect(entries()).toEqual(entries());
    });

    it(
      'are read as they were signed: the most, and who may settle it',
      eachMethod(async (method) => {
        const payment = await signed(method);
        const authorization = read(payment);
        expect(authorization).toMatchObject({
          ...method,
          payer: network.normalise(buyer.address),
          payTo: network.normalise(seller.address),
          facilitator: network.normalise(ground.facilitator),
          amount: MOST,
        });
        expect(authorization.nonce.startsWith(ACROSS_ASSETS)).toBe(true);
        expect(read(await signed(method)).nonce).not.toBe(authorization.nonce);
        const stuffed = { ...payment, payload: { ...payment.payload, planted: 'planted' } };
        const { payload } = read(stuffed);
        expect(JSON.stringify(payload)).not.toContain('planted');
        expect(read({ ...payment, payload })).toEqual(authorization);
      }),
    );

    it(
      'are their payer’s alone, and count in no other way',
      eachMethod(async (method) => {
        const [payment, other] = [await signed(method), await signed(method)];
        expect(await network.checkSignature(payment)).toBe('signed');
        expect(await network.isSigned(payment)).toBe(true);
        const { signature } = other.payload;
        const swapped = { ...payment, payload: { ...payment.payload, signature } };
        expect(await network.checkSignature(swapped)).toBe('forged');
        expect(await network.isSigned(swapped)).toBe(false);
        for (const accepted of network.requirements(MOST, seller.address, 'offer-1')) {
          expect(network.readAuthorization({ ...payment, accepted })).toBeUndefined();
        }
        const [exact] = network.requirements(MOST, seller.address, 'offer-1');
        if (exact === undefined) throw new Error('nothing is asked for');
        const payload = await buyer.pay(exact);
        expect(network.readAuthorization({ accepted: payment.accepted, payload })).toBeUndefined();
      }),
    );

    it(
      'move what they came to: the chain tells how much, and by which transaction',
      eachMethod(async (method) => {
        const [payment, alike] = [await signed(method), await signed(method)];
        const asking = query(payment);
        expect(await network.outcome(asking)).toEqual({ kind: 'unused' });
        const before = await network.balanceOf(buyer.address, method.asset);
        const transaction = await ground.settleFor(payment, CHARGE);
        await ground.settleFor(alike, CHARGE);
        const later = { ...asking, askedAt: new Date(), now: new Date() };
        const outcome = await network.outcome(later);
        expect(outcome).toMatchObject({ kind: 'transferred', transaction, amount: CHARGE });
        expect(await network.outcome({ ...later, transaction })).toEqual(outcome);
        expect(await network.outcome(query(alike))).not.toMatchObject({ transaction });
        expect(await network.balanceOf(buyer.address, method.asset)).toBe(before - 2n * CHARGE);
      }),
    );

    it(
      'are confirmed by the transaction that settled them, and by no other',
      eachMethod(async (method) => {
        const [payment, other] = [await signed(method), await signed(method)];
        const transaction = await ground.settleFor(payment, CHARGE);
        expect(await network.confirm(read(payment), transaction)).toBe(transaction);
        expect(await network.confirm(read(other), transaction)).toBeNull();
        expect(await network.confirm(read(payment), ground.noTransaction)).toBeUndefined();
        const { payer: from, payTo: to, nonce } = read(payment);
        const mined = await network.mined(transaction, method.asset);
        expect(mined?.transfers).toMatchObject([{ from, to, amount: CHARGE, nonce }]);
      }),
    );

    it(
      'are void once their payer took them back, or their time is over',
      eachMethod(async (method) => {
        const cancelled = await signed(method);
        await ground.cancel(buyer, cancelled);
        expect(await network.outcome(query(cancelled))).toEqual({
          kind: 'void',
          reason: 'authorization_cancelled',
        });
        const expired = await signed(method, { validBefore: new Date(Date.now() - 60_000) });
        expect(await network.outcome(query(expired))).toEqual({ kind: 'void', reason: 'expired' });
      }),
    );

    it('need what the chain has, and what the payer allows', async () => {
      const [method] = metered.methods;
      if (method === undefined) throw new Error('there is no way to pay');
      expect(await metered.isDeployed()).toBe(true);
      const { address } = await ground.newWallet();
      expect(await metered.allowanceOf(address, method.asset)).toBe(0n);
      await ground.settleFor(await signed(method), CHARGE);
      expect(await metered.allowanceOf(buyer.address, method.asset)).toBeGreaterThan(0n);
      const payment = await signed(method);
      const silent = ground.unreachable;
      for (const question of [
        () => silent.metered?.isDeployed(),
        () => silent.metered?.allowanceOf(address, method.asset),
        () => silent.outcome(query(payment)),
        () => silent.confirm(read(payment), ground.noTransaction),
      ]) {
        await expect(question()).rejects.toThrow();
      }
    });
  });
}

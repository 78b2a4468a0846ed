import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaymentRequirements } from '@x402/core/types';
import type {
  ChainQuery,
  PaymentMethod,
  PaymentNetwork,
  SchemePayload,
  Statement,
} from '../payment-network.js';

/** A wallet of the family under test. */
export interface FamilyWallet {
  readonly address: string;
  /** Signs a payment as the family's buyers do, for what a challenge asks. */
  pay(asked: PaymentRequirements, change?: PaymentChange): Promise<SchemePayload['payload']>;
  /** Signs a statement as the family's buyers do. */
  say(statement: Statement): Promise<string>;
}

/** What is signed otherwise than was asked. */
export interface PaymentChange {
  /** Until when the payment can be used. */
  readonly validBefore?: Date;
}

/** A real chain of the family, or what takes its place, and who plays on it. */
export interface FamilyGround {
  readonly network: PaymentNetwork;
  /** The same network through a node that does not answer. */
  readonly unreachable: PaymentNetwork;
  /** No address of the network. */
  readonly noAddress: string;
  /** The id of a transaction that is not on the chain. */
  readonly noTransaction: string;
  newWallet(): Promise<FamilyWallet>;
  fund(address: string, asset: string, amount: bigint): Promise<void>;
  /** Moves the money of a signed payment, as a facilitator does. @returns the transaction's id */
  settle(payment: Payment): Promise<string>;
  /** A transfer that its sender makes themselves. @returns the transaction's id */
  transfer(from: FamilyWallet, to: string, asset: string, amount: bigint): Promise<string>;
  /** Makes a signed payment worthless before it is used. */
  cancel(from: FamilyWallet, payment: Payment): Promise<void>;
  /** The first payload with the signature of the second, where that is not its member `signature`. */
  swapSignatures?(
    one: SchemePayload['payload'],
    other: SchemePayload['payload'],
  ): SchemePayload['payload'];
  stop(): Promise<void>;
}

/** A payment as it reaches the server. */
export interface Payment extends SchemePayload {
  readonly accepted: PaymentRequirements;
}

const PRICE = 12_345n;
const PATIENCE_MS = 20_000;
const PAUSE_MS = 250;
const STATEMENT: Statement = {
  name: 'Told',
  values: { text: 'colons: and so on', at: 1_795_255_200n },
};

/**
 * What every family of networks owes the server: run it on yours, with a ground of its own.
 * docs/extending.md shows how.
 */
export function describeNetworkFamily(name: string, prepare: () => Promise<FamilyGround>): void {
  describe(`a network of the family ${name}`, () => {
    let ground: FamilyGround;
    let network: PaymentNetwork;
    let buyer: FamilyWallet;
    let seller: FamilyWallet;

    beforeAll(async () => {
      ground = await prepare();
      ({ network } = ground);
      [buyer, seller] = [await ground.newWallet(), await ground.newWallet()];
      for (const { asset } of network.methods) await ground.fund(buyer.address, asset, 10n * PRICE);
    });
    afterAll(() => ground.stop());

    const asked = (method: PaymentMethod = network.methods[0], amount = PRICE) => {
      const all = network.requirements(amount, seller.address, 'offer-1');
      const one = all.find(
        ({ scheme, asset }) => scheme === method.scheme && asset === method.asset,
      );
      if (one === undefined)
        throw new Error(`nothing is asked for ${method.scheme} ${method.asset}`);
      const fresh = Object.entries(network.perChallenge ?? {}).map(([key, make]) => [key, make()]);
      return { ...one, extra: { ...one.extra, ...(Object.fromEntries(fresh) as object) } };
    };
    const signed = async (method?: PaymentMethod, change?: PaymentChange): Promise<Payment> => {
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
    /** A family may have to wait for its chain to be sure. */
    const clearOutcome = async (asking: ChainQuery) => {
      for (let left = PATIENCE_MS / PAUSE_MS; left > 0; left -= 1) {
        const outcome = await network.outcome({ ...asking, now: new Date() });
        if (outcome.kind !== 'unclear') return outcome;
        await sleep(PAUSE_MS);
      }
      return network.outcome(asking);
    };
    const eachMethod = (test: (method: PaymentMethod) => Promise<void>) => async () => {
      for (const method of network.methods) await test(method);
    };

    describe('what it asks for', () => {
      it('is one entry for each way to pay, in their order and the same every time', () => {
        const entries = network.requirements(PRICE, seller.address, 'offer-1');
        expect(entries.map(({ scheme, asset }) => ({ scheme, asset }))).toEqual(network.methods);
        expect(new Set(entries.map(({ scheme, asset }) => `${scheme} ${asset}`)).size).toBe(
          entries.length,
        );
        for (const entry of entries) {
          expect(entry).toMatchObject({ network: network.id, amount: `${PRICE}` });
          expect(entry.payTo).toBe(network.normalise(seller.address));
          expect(entry.extra).toMatchObject({ offerId: 'offer-1' });
          expect(entry.maxTimeoutSeconds).toBeGreaterThan(0);
        }
        expect(network.requirements(PRICE, seller.address, 'offer-1')).toEqual(entries);
      });

      it('names apart, by texts, what is another in every challenge', () => {
        for (const [member, make] of Object.entries(network.perChallenge ?? {})) {
          expect(typeof make()).toBe('string');
          for (const entry of network.requirements(PRICE, seller.address, 'offer-1')) {
            expect(entry.extra).not.toHaveProperty(member);
          }
        }
      });

      it('can be stored and compared: it is JSON', () => {
        const entries = network.requirements(PRICE, seller.address, 'offer-1');
        expect(JSON.parse(JSON.stringify(entries))).toEqual(entries);
      });
    });

    describe('what people are told of it', () => {
      it('has a name, and a symbol for each token that is paid with', () => {
        const { name, tokens } = network.face;
        expect(name.trim()).not.toBe('');
        for (const { symbol } of tokens) expect(symbol.trim()).not.toBe('');
        const paidWith = new Set(network.methods.map(({ asset }) => asset));
        expect(new Set(tokens.map(({ asset }) => asset))).toEqual(paidWith);
        expect(tokens).toHaveLength(paidWith.size);
      });

      it('says where a transaction is shown, or that nobody shows it', () => {
        const { transactionUrl } = network.face;
        if (transactionUrl === undefined) return;
        expect(transactionUrl.split('{transaction}')).toHaveLength(2);
        expect(new URL(transactionUrl.replace('{transaction}', 'id')).protocol).toBe('https:');
      });
    });

    describe('the texts it knows', () => {
      it('are its addresses, equal ones being equal texts', () => {
        const written = network.normalise(buyer.address);
        expect(written).toBeDefined();
        expect(network.normalise(written ?? '')).toBe(written);
        expect(network.normalise(seller.address)).not.toBe(written);
        for (const text of ['', ' ', ground.noAddress, `${buyer.address} `, 'x'.repeat(200)]) {
          expect(network.normalise(text)).toBeUndefined();
        }
      });

      it('are the ids of transactions and the form of signatures', async () => {
        const written = network.normaliseTransaction(ground.noTransaction);
        expect(network.normaliseTransaction(written ?? '')).toBe(written);
        expect(written).toBeDefined();
        expect(network.isSignature(await buyer.say(STATEMENT))).toBe(true);
        for (const text of ['', ' ', 'no signature', '0x', '{}']) {
          expect(network.normaliseTransaction(text)).toBeUndefined();
          expect(network.isSignature(text)).toBe(false);
        }
        for (const form of Object.values(network.forms)) expect(form).toMatch(/^must be /);
      });
    });

    describe('a payment', () => {
      it(
        'is read as it was signed, for each way to pay',
        eachMethod(async (method) => {
          const before = Math.floor(Date.now() / 1000) * 1000;
          const payment = await signed(method);
          const authorization = read(payment);
          expect(authorization).toMatchObject({
            ...method,
            payer: network.normalise(buyer.address),
            payTo: network.normalise(seller.address),
            amount: PRICE,
          });
          expect(authorization.validAfter.getTime()).toBeLessThanOrEqual(Date.now() + 30_000);
          expect(authorization.validBefore.getTime()).toBeGreaterThan(before);
          expect(read(await signed(method)).nonce).not.toBe(authorization.nonce);
        }),
      );

      it('is made anew of what was read, and of nothing that came along', async () => {
        const payment = await signed();
        const stuffed = { ...payment, payload: { ...payment.payload, planted: 'planted' } };
        const { payload } = read(stuffed);
        expect(JSON.stringify(payload)).not.toContain('planted');
        expect(read({ ...payment, payload })).toEqual(read(payment));
      });

      it('is none of another way to pay, nor a malformed one', async () => {
        const payment = await signed();
        const { accepted } = payment;
        const other = { ...accepted, scheme: 'no-scheme' };
        expect(network.readAuthorization({ ...payment, accepted: other })).toBeUndefined();
        const foreign = { ...accepted, asset: seller.address };
        expect(network.readAuthorization({ ...payment, accepted: foreign })).toBeUndefined();
        const numbers = Object.keys(payment.payload).map((member) => [member, 7] as const);
        for (const payload of [{}, { signature: 'x' }, Object.fromEntries(numbers)]) {
          expect(network.readAuthorization({ accepted, payload })).toBeUndefined();
        }
      });

      it(
        'is its payer’s when they signed it, and forged when anybody else did',
        eachMethod(async (method) => {
          const payment = await signed(method);
          expect(await network.checkSignature(payment)).toBe('signed');
          expect(await network.isSigned(payment)).toBe(true);
          const other = await signed(method);
          const { swapSignatures = swapMembers } = ground;
          const swapped = { ...payment, payload: swapSignatures(payment.payload, other.payload) };
          expect(await network.checkSignature(swapped)).toBe('forged');
          expect(await network.isSigned(swapped)).toBe(false);
        }),
      );

      it(
        'counts in no other way than it was signed for',
        eachMethod(async (method) => {
          const payment = await signed(method);
          for (const other of network.methods.filter((each) => each !== method)) {
            const taken = { ...payment, accepted: asked(other) };
            const isGood =
              network.readAuthorization(taken) !== undefined && (await network.isSigned(taken));
            expect(isGood).toBe(false);
          }
        }),
      );
    });

    describe('the chain', () => {
      it('is the one that the network is called by', async () => {
        expect(await network.askId()).toBe(network.id);
      });

      it(
        'tells of a payment that it is unused, and then that it moved the money, and where',
        eachMethod(async (method) => {
          const payment = await signed(method);
          const asking = query(payment);
          expect(await network.outcome(asking)).toEqual({ kind: 'unused' });
          const [before, payees] = [
            await network.balanceOf(buyer.address, method.asset),
            await network.balanceOf(seller.address, method.asset),
          ];
          const transaction = await ground.settle(payment);
          const outcome = await network.outcome({
            ...asking,
            askedAt: new Date(),
            now: new Date(),
          });
          expect(outcome).toMatchObject({ kind: 'transferred', transaction });
          expect(await network.outcome({ ...asking, transaction })).toEqual(outcome);
          if (outcome.kind !== 'transferred') throw new Error(outcome.kind);
          expect(await network.blockHash(outcome.block.number)).toBe(outcome.block.hash);
          expect(await network.balanceOf(buyer.address, method.asset)).toBe(before - PRICE);
          expect(await network.balanceOf(seller.address, method.asset)).toBe(payees + PRICE);
        }),
      );

      it('confirms a transaction for the payment that it settled, and for no other', async () => {
        const [payment, other] = [await signed(), await signed()];
        const transaction = await ground.settle(payment);
        expect(await network.confirm(read(payment), transaction)).toBe(transaction);
        expect(await network.confirm(read(other), transaction)).toBeNull();
        expect(await network.confirm(read(payment), ground.noTransaction)).toBeUndefined();
      });

      it('tells of a payment that can never move money any more that it is void', async () => {
        const cancelled = await signed();
        await ground.cancel(buyer, cancelled);
        expect(await clearOutcome(query(cancelled))).toMatchObject({ kind: 'void' });
        const expired = await signed(undefined, { validBefore: new Date(Date.now() - 60_000) });
        expect(await clearOutcome(query(expired))).toEqual({ kind: 'void', reason: 'expired' });
      });

      it('tells what a transaction did with one asset, and which payment it used', async () => {
        const [method] = network.methods;
        const payment = await signed(method);
        const { nonce, payer: from, payTo: to } = read(payment);
        const transaction = await ground.settle(payment);
        const mined = await network.mined(transaction, method.asset);
        expect(mined).toMatchObject({ transaction, succeeded: true });
        expect(mined?.transfers).toMatchObject([{ from, to, amount: PRICE, nonce }]);
        const own = await ground.transfer(buyer, seller.address, method.asset, 7n);
        const sent = await network.mined(own, method.asset);
        expect(sent?.transfers).toMatchObject([{ from, to, amount: 7n, nonce: null }]);
        for (const { asset } of network.methods.filter((each) => each.asset !== method.asset)) {
          expect((await network.mined(own, asset))?.transfers).toEqual([]);
        }
        expect(await network.mined(ground.noTransaction, method.asset)).toBeUndefined();
      });

      it('finds transfers by asset, sender, recipient and exact amount, and goes on from there', async () => {
        const [{ asset }] = network.methods;
        const payer = network.normalise(buyer.address) ?? '';
        const to = network.normalise((await ground.newWallet()).address) ?? '';
        const search = {
          asset,
          from: [payer],
          to,
          amount: 11n,
          since: new Date(),
          searchedTo: null,
        };
        const first = await ground.transfer(buyer, to, asset, 11n);
        await ground.transfer(buyer, to, asset, 12n);
        const found = await network.findTransfers(search);
        expect(found.transactions).toEqual([first]);
        const second = await ground.transfer(buyer, to, asset, 11n);
        const on = await network.findTransfers({ ...search, searchedTo: found.searchedTo });
        expect(on.transactions).toContain(second);
        expect(on.searchedTo).toBeGreaterThan(found.searchedTo);
        const others = await network.findTransfers({ ...search, from: [to] });
        expect(others.transactions).toEqual([]);
      });

      it('knows its blocks by their numbers', async () => {
        const head = await network.head();
        expect(await network.blockHash(head.number)).toBe(head.hash);
        expect(await network.blockHash(head.number + 1_000_000n)).toBeUndefined();
        expect(network.blockSeconds).toBeGreaterThan(0);
        expect(network.confirmations).toBeGreaterThan(0);
      });

      it('says so when it cannot be asked, instead of answering', async () => {
        const payment = await signed();
        const { unreachable } = ground;
        const [{ asset }] = network.methods;
        const [from, to] = [[buyer.address], seller.address];
        const search = { asset, from, to, amount: 1n, since: new Date(), searchedTo: null };
        for (const question of [
          () => unreachable.askId(),
          () => unreachable.head(),
          () => unreachable.blockHash(0n),
          () => unreachable.balanceOf(buyer.address, asset),
          () => unreachable.outcome(query(payment)),
          () => unreachable.confirm(read(payment), ground.noTransaction),
          () => unreachable.mined(ground.noTransaction, asset),
          () => unreachable.findTransfers(search),
        ]) {
          await expect(question()).rejects.toThrow();
        }
        expect(await unreachable.checkSignature(payment)).toBe('signed');
      });
    });

    describe('a statement', () => {
      it('is the wallet’s that signed it, word for word', async () => {
        const signature = await buyer.say(STATEMENT);
        expect(await network.isSignedBy(buyer.address, STATEMENT, signature)).toBe(true);
        expect(await network.isSignedBy(seller.address, STATEMENT, signature)).toBe(false);
        const { name: kind, values } = STATEMENT;
        for (const other of [
          { name: 'Untold', values },
          { name: kind, values: { ...values, text: 'another' } },
          { name: kind, values: { ...values, at: 1n } },
        ]) {
          expect(await network.isSignedBy(buyer.address, other, signature)).toBe(false);
        }
      });

      it('is nobody’s with a text that is no signature', async () => {
        for (const text of ['', '0x', 'no signature', 'x'.repeat(8_194)]) {
          expect(await network.isSignedBy(buyer.address, STATEMENT, text)).toBe(false);
        }
      });
    });
  });
}

/** The first payload with the signature of the second. */
function swapMembers(one: Payload, { signature }: Payload): Payload {
  return { ...one, signature };
}

type Payload = SchemePayload['payload'];

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { getCompiledTransactionMessageDecoder, getTransactionDecoder } from '@solana/kit';
import * as fc from 'fast-check';
import { addressBytes, writeBase58 } from '../../../../common/solana/index.js';
import { readPayload, writePayload } from './payload.js';
import { isSignedByPayer } from './payment-transaction.js';
import { readTransaction } from './transaction-bytes.js';

const BUDGET = 'ComputeBudget111111111111111111111111111111';
const TOKEN = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const MEMO = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';
const SYSTEM = '11111111111111111111111111111111';
const MINT = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
const AMOUNT = 50_000n;

const newKey = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const bytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return { privateKey, address: writeBase58(bytes) };
};
const [buyer, feePayer, source, destination] = [newKey(), newKey(), newKey(), newKey()];

interface Call {
  readonly program: number;
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
}

const transferData = (amount = AMOUNT) => {
  const data = Buffer.alloc(10);
  data.writeUInt8(12);
  data.writeBigUInt64LE(amount, 1);
  data.writeUInt8(6, 9);
  return data;
};
/** Places: 0 fee payer, 1 buyer, 2 source, 3 destination, 4 mint, 5 budget, 6 token program, 7 memo, 8 system. */
const TRANSFER: Call = { program: 6, accounts: [2, 4, 3, 1], data: transferData() };
const MEMORY: Call = { program: 7, accounts: [], data: Buffer.from('0123') };
const LIMIT: Call = { program: 5, accounts: [], data: Buffer.from([2, 1, 0, 0, 0]) };
const COST: Call = { program: 5, accounts: [], data: Buffer.from([3, 1, 0, 0, 0, 0, 0, 0, 0]) };

interface Parts {
  readonly version: readonly number[];
  readonly header: readonly number[];
  readonly accounts: readonly string[];
  readonly calls: readonly Call[];
  readonly tail: readonly number[];
}

const PARTS: Parts = {
  version: [0x80],
  header: [2, 1, 5],
  accounts: [
    feePayer.address,
    buyer.address,
    source.address,
    destination.address,
    MINT,
    BUDGET,
    TOKEN,
    MEMO,
    SYSTEM,
  ],
  calls: [LIMIT, COST, TRANSFER, MEMORY],
  tail: [0],
};

function messageOf(changes: Partial<Parts> = {}): Buffer {
  const { version, header, accounts, calls, tail } = { ...PARTS, ...changes };
  const listed = calls.map(({ program, accounts: given, data }) =>
    Buffer.from([program, given.length, ...given, data.length, ...data]),
  );
  return Buffer.concat([
    Buffer.from([...version, ...header, accounts.length]),
    ...accounts.map((each) => addressBytes(each) ?? Buffer.alloc(32)),
    Buffer.alloc(32, 9),
    Buffer.from([calls.length]),
    ...listed,
    Buffer.from(tail),
  ]);
}

function wireOf(message = messageOf(), signatures = 2): Buffer {
  const signed = sign(null, message, buyer.privateKey);
  const slots = Array.from({ length: signatures }, (_, at) =>
    at === 1 ? signed : Buffer.alloc(64),
  );
  return Buffer.concat([Buffer.from([signatures]), ...slots, message]);
}

const read = (wire: Uint8Array) =>
  readPayload({ payload: { transaction: Buffer.from(wire).toString('base64') } });

describe('the transaction of a payment', () => {
  it('is read as Solana’s own library reads it', () => {
    const wire = wireOf();
    const theirs = getTransactionDecoder().decode(wire);
    const message = getCompiledTransactionMessageDecoder().decode(theirs.messageBytes);
    expect(readTransaction(wire)?.message.accounts).toEqual(message.staticAccounts);
    expect(read(wire)?.transfer).toEqual({
      feePayer: message.staticAccounts[0],
      payer: buyer.address,
      source: source.address,
      destination: destination.address,
      mint: MINT,
      decimals: 6,
      amount: AMOUNT,
      blockhash: message.lifetimeToken,
      messageHash: createHash('sha256').update(messageOf()).digest('hex'),
      signature: writeBase58(sign(null, messageOf(), buyer.privateKey)),
    });
  });

  it('is the buyer’s who signed it', () => {
    const wire = wireOf();
    const payload = read(wire);
    expect(payload && isSignedByPayer(payload.transaction)).toBe(true);
    wire[70] = (wire[70] ?? 0) ^ 1;
    const forged = read(wire);
    expect(forged && isSignedByPayer(forged.transaction)).toBe(false);
  });

  it('is the same whatever stands in the place of the fee payer’s signature', () => {
    const [empty, filled] = [wireOf(), wireOf()];
    filled.fill(5, 1, 65);
    const [one, other] = [read(empty), read(filled)];
    expect(other?.transfer).toEqual(one?.transfer);
    expect(other && writePayload(other)).toEqual(one && writePayload(one));
  });

  it.each<[string, Partial<Parts>]>([
    ['of the old version', { version: [] }],
    ['of a version to come', { version: [0x81] }],
    ['with accounts from a table', { tail: [1, ...Array<number>(32).fill(1), 0, 1, 0] }],
    ['that names an account twice', { accounts: [...PARTS.accounts.slice(0, 8), MEMO] }],
    ['without a limit of computation', { calls: [COST, COST, TRANSFER] }],
    ['without a price of computation', { calls: [LIMIT, LIMIT, TRANSFER] }],
    ['without a transfer', { calls: [LIMIT, COST, MEMORY] }],
    ['with the transfer elsewhere', { calls: [TRANSFER, LIMIT, COST] }],
    ['with two transfers', { calls: [LIMIT, COST, TRANSFER, TRANSFER] }],
    ['that calls another program', { calls: [LIMIT, COST, TRANSFER, { ...MEMORY, program: 8 }] }],
    [
      'with eight calls',
      { calls: [LIMIT, COST, TRANSFER, MEMORY, MEMORY, MEMORY, MEMORY, MEMORY] },
    ],
    ['of two calls', { calls: [LIMIT, COST] }],
    [
      'that gives the fee payer to a program',
      { calls: [LIMIT, COST, TRANSFER, { ...MEMORY, accounts: [0] }] },
    ],
    [
      'that moves the fee payer’s tokens',
      { calls: [LIMIT, COST, { ...TRANSFER, accounts: [2, 4, 3, 0] }] },
    ],
    [
      'that somebody else than the buyer allows',
      { calls: [LIMIT, COST, { ...TRANSFER, accounts: [2, 4, 3, 8] }] },
    ],
    ['that pays its own source', { calls: [LIMIT, COST, { ...TRANSFER, accounts: [2, 4, 2, 1] }] }],
    [
      'with an account that there is not',
      { calls: [LIMIT, COST, { ...TRANSFER, accounts: [2, 4, 99, 1] }] },
    ],
    [
      'with a signer more in the transfer',
      { calls: [LIMIT, COST, { ...TRANSFER, accounts: [2, 4, 3, 1, 8] }] },
    ],
    [
      'with a transfer of another kind',
      { calls: [LIMIT, COST, { ...TRANSFER, data: transferData().fill(3, 0, 1) }] },
    ],
    [
      'with more in the transfer',
      { calls: [LIMIT, COST, { ...TRANSFER, data: Buffer.alloc(11, 12) }] },
    ],
  ])('is none %s', (_name, changes) => {
    expect(read(wireOf(messageOf(changes)))).toBeUndefined();
  });

  it('is none with another number of signatures', () => {
    expect(read(wireOf(messageOf({ header: [3, 1, 5] }), 3))).toBeUndefined();
    expect(read(wireOf(messageOf({ header: [1, 0, 5] }), 1))).toBeUndefined();
    expect(read(wireOf(messageOf(), 3))).toBeUndefined();
  });

  it('is none with more or less than all of it', () => {
    const wire = wireOf();
    expect(read(Buffer.concat([wire, Buffer.from([0])]))).toBeUndefined();
    for (let length = 0; length < wire.length; length += 1) {
      expect(read(wire.subarray(0, length))).toBeUndefined();
    }
  });

  it('is none in any other bytes, and never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_300 }), (bytes) => {
        expect(read(bytes)).toBeUndefined();
      }),
    );
  });

  it('with any change pays the same, or is not signed, or is none', () => {
    const good = wireOf();
    const change = fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const wire = Buffer.from(good);
        for (const { at, to } of changes) wire[at] = to;
        const payload = read(wire);
        if (payload === undefined || !isSignedByPayer(payload.transaction)) return;
        expect(payload.transfer).toEqual(read(good)?.transfer);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is no text that is not base64 of a bounded length', () => {
    const whole = wireOf().toString('base64');
    for (const transaction of [
      '',
      ' ',
      `${whole} `,
      whole.slice(1),
      'A'.repeat(4_000),
      7,
      null,
      [whole],
      { transaction: whole },
    ]) {
      expect(readPayload({ payload: { transaction } })).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.string(), (transaction) => {
        expect(readPayload({ payload: { transaction } })).toBeUndefined();
      }),
    );
  });
});

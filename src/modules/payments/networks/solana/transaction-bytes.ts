import { signatureBytes, writeBase58 } from '../../../../common/solana/index.js';

/** What fits into one packet of Solana's network: no transaction is longer. */
export const MAX_TRANSACTION_BYTES = 1_232;

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** The first bit of a message says that the rest of its first byte is a version. */
const VERSIONED = 0x80;

/** One call of a program, with the accounts that it is given by their places in the message. */
export interface Instruction {
  readonly program: number;
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
}

/** What a transaction's signers sign. */
export interface Message {
  readonly version: 0 | 'legacy';
  /** How many of the first accounts have to sign. */
  readonly signers: number;
  /** How many of those may only be read, and how many of the others. */
  readonly readOnlySigners: number;
  readonly readOnlyOthers: number;
  /** Addresses, as they stand in the message itself: not those that it takes from a table. */
  readonly accounts: readonly string[];
  readonly blockhash: string;
  readonly instructions: readonly Instruction[];
  /** How many tables it takes more accounts from. */
  readonly tables: number;
}

/** A transaction as it goes over the wire. */
export interface Transaction {
  /** In base58, one for each signer; all `1` where it is not signed yet. */
  readonly signatures: readonly string[];
  readonly message: Message;
  /** What is signed. */
  readonly messageBytes: Uint8Array;
}

/** Reads a transaction; undefined for bytes that are none, or more than one. */
export function readTransaction(bytes: Uint8Array): Transaction | undefined {
  if (bytes.length > MAX_TRANSACTION_BYTES) return undefined;
  const reader = new Reader(bytes);
  const signatures = reader.list(() => writeBase58(reader.take(SIGNATURE_BYTES)));
  const begin = reader.at;
  const message = readMessage(reader);
  const isWhole = reader.isGood && reader.at === bytes.length;
  if (!isWhole || signatures.length !== message.signers) return undefined;
  return { signatures, message, messageBytes: bytes.subarray(begin) };
}

/** The wire form of a message with these signatures. */
export function writeTransaction(
  signatures: readonly (string | undefined)[],
  messageBytes: Uint8Array,
): Uint8Array {
  const written = signatures.map(
    (each) => (each === undefined ? undefined : signatureBytes(each)) ?? new Uint8Array(64),
  );
  return Buffer.concat([Uint8Array.of(signatures.length), ...written, messageBytes]);
}

function readMessage(reader: Reader): Message {
  const isVersioned = (reader.peek() & VERSIONED) !== 0;
  if (isVersioned && reader.byte() !== VERSIONED) reader.fail();
  const [signers, readOnlySigners, readOnlyOthers] = [reader.byte(), reader.byte(), reader.byte()];
  const accounts = reader.list(() => writeBase58(reader.take(KEY_BYTES)));
  const blockhash = writeBase58(reader.take(KEY_BYTES));
  const instructions = reader.list(() => readInstruction(reader));
  const tables = isVersioned ? reader.list(() => skipTable(reader)).length : 0;
  const version = isVersioned ? 0 : 'legacy';
  const header = { signers, readOnlySigners, readOnlyOthers };
  return { version, ...header, accounts, blockhash, instructions, tables };
}

function readInstruction(reader: Reader): Instruction {
  const program = reader.byte();
  return { program, accounts: [...reader.bytes()], data: reader.bytes() };
}

function skipTable(reader: Reader): void {
  reader.take(KEY_BYTES);
  reader.bytes();
  reader.bytes();
}

/** Reads what is there; what would reach beyond it is noted, and read as nothing. */
class Reader {
  at = 0;
  isGood = true;

  constructor(private readonly all: Uint8Array) {}

  peek(): number {
    return this.all[this.at] ?? 0;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.all.length) this.fail();
    if (!this.isGood) return new Uint8Array(length);
    return this.all.subarray(this.at, (this.at += length));
  }

  bytes(): Uint8Array {
    return this.take(this.length());
  }

  list<T>(readOne: () => T): T[] {
    const length = this.length();
    const read: T[] = [];
    while (this.isGood && read.length < length) read.push(readOne());
    return read;
  }

  fail(): void {
    this.isGood = false;
  }

  /** In as many bytes of seven bits as it takes, and no more (Solana's `compact-u16`). */
  private length(): number {
    let value = 0;
    for (let shift = 0; shift <= 14; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte === 0 && shift > 0) this.fail();
        // Nothing in a transaction is longer than the whole.
        if (value > MAX_TRANSACTION_BYTES) this.fail();
        return this.isGood ? value : 0;
      }
    }
    this.fail();
    return 0;
  }
}

import { createHash } from 'node:crypto';
import { isSignedBySolanaKey, TOKEN_PROGRAM } from '../../../../common/solana/index.js';
import type { Instruction, Message, Transaction } from './transaction-bytes.js';

const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111';
/** What wallets and buyers add: a text, and what guards the wallet against surprises. */
const OTHERS = new Set([
  'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr',
  'L2TExMFKdjpN9kozasaurPirfHy9P8sbXoAN1qA3S95',
]);
const INSTRUCTIONS = { least: 3, most: 7 };
/** The buyer, and whoever pays the fee. */
const SIGNERS = 2;

const SET_COMPUTE_UNIT_LIMIT = { tag: 2, bytes: 5 };
const SET_COMPUTE_UNIT_PRICE = { tag: 3, bytes: 9 };
const TRANSFER_CHECKED = { tag: 12, bytes: 10, accounts: 4 };

/** The one transfer that a buyer signed, and who is to pay the fee of its transaction. */
export interface PaymentTransfer {
  readonly feePayer: string;
  /** Owner of the tokens. */
  readonly payer: string;
  /** Token accounts. */
  readonly source: string;
  readonly destination: string;
  readonly mint: string;
  readonly decimals: number;
  /** Atomic units. */
  readonly amount: bigint;
  readonly blockhash: string;
  /** SHA-256 of the message, in hexadecimal: what Solana itself tells transactions apart by. */
  readonly messageHash: string;
  /** The buyer's, in base58. */
  readonly signature: string;
}

/**
 * What a payment of the scheme `exact` (x402 specification, scheme exact/svm) moves; undefined for any other
 * transaction. It must be of version 0, take no accounts from tables, be signed by two, and set a limit and a
 * price of computation, then move tokens, then at most add memos and guards. Whoever pays the fee has no part
 * in any of it.
 */
export function readPaymentTransfer(transaction: Transaction): PaymentTransfer | undefined {
  const { message, messageBytes, signatures } = transaction;
  if (!isPlain(message) || !message.instructions.every((each) => isWithin(message, each))) {
    return undefined;
  }
  const [limit, price, transfer, ...others] = message.instructions;
  if (!limit || !price || !transfer) return undefined;
  const isExpected =
    isBudget(message, limit, SET_COMPUTE_UNIT_LIMIT) &&
    isBudget(message, price, SET_COMPUTE_UNIT_PRICE) &&
    isTransfer(message, transfer) &&
    others.every(({ program }) => OTHERS.has(message.accounts[program] ?? ''));
  if (!isExpected) return undefined;
  const [feePayer = '', payer = ''] = message.accounts;
  const [source = '', mint = '', destination = ''] = transfer.accounts.map(
    (each) => message.accounts[each] ?? '',
  );
  const data = Buffer.from(transfer.data);
  return {
    feePayer,
    payer,
    source,
    mint,
    destination,
    amount: data.readBigUInt64LE(1),
    decimals: data.readUInt8(9),
    blockhash: message.blockhash,
    messageHash: createHash('sha256').update(messageBytes).digest('hex'),
    signature: signatures[1] ?? '',
  };
}

/** Whether the buyer signed it with their key. The other signature is not looked at: anybody can put one there. */
export function isSignedByPayer({ messageBytes, ...transaction }: Transaction): boolean {
  const payer = transaction.message.accounts[1] ?? '';
  return isSignedBySolanaKey(payer, messageBytes, transaction.signatures[1] ?? '');
}

function isPlain({ version, signers, tables, accounts, instructions }: Message): boolean {
  return (
    version === 0 &&
    signers === SIGNERS &&
    tables === 0 &&
    new Set(accounts).size === accounts.length &&
    instructions.length >= INSTRUCTIONS.least &&
    instructions.length <= INSTRUCTIONS.most
  );
}

/** Whoever pays the fee, in the first place, is neither called nor given to a program. */
function isWithin({ accounts }: Message, { program, accounts: given }: Instruction): boolean {
  return [program, ...given].every((each) => each > 0 && each < accounts.length);
}

interface Shape {
  readonly tag: number;
  readonly bytes: number;
}

function isBudget({ accounts }: Message, instruction: Instruction, shape: Shape): boolean {
  const isCalled = accounts[instruction.program] === COMPUTE_BUDGET;
  return isCalled && instruction.accounts.length === 0 && isOf(instruction, shape);
}

/** The tokens' owner is the second signer, and signs alone. */
function isTransfer({ accounts }: Message, instruction: Instruction): boolean {
  const { accounts: given } = instruction;
  return (
    accounts[instruction.program] === TOKEN_PROGRAM &&
    isOf(instruction, TRANSFER_CHECKED) &&
    given.length === TRANSFER_CHECKED.accounts &&
    new Set(given).size === TRANSFER_CHECKED.accounts &&
    given[3] === 1
  );
}

function isOf({ data }: Instruction, { tag, bytes }: Shape): boolean {
  return data.length === bytes && data[0] === tag;
}

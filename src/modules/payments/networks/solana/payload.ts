import { z } from 'zod';
import type { SchemePayload } from '../payment-network.js';
import { type PaymentTransfer, readPaymentTransfer } from './payment-transaction.js';
import {
  MAX_TRANSACTION_BYTES,
  readTransaction,
  type Transaction,
  writeTransaction,
} from './transaction-bytes.js';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The `exact` payload of Solana (x402 specification, scheme exact/svm). */
const exactSvmPayload = z.object({
  transaction: z
    .string()
    .min(1)
    .max(4 * Math.ceil(MAX_TRANSACTION_BYTES / 3))
    .regex(BASE64),
});

/** A payment's transaction, and what it moves. */
export interface ReadPayload {
  readonly transaction: Transaction;
  readonly transfer: PaymentTransfer;
}

/** Reads the payload; undefined when it holds no transaction that pays. */
export function readPayload({ payload }: Pick<SchemePayload, 'payload'>): ReadPayload | undefined {
  const read = exactSvmPayload.safeParse(payload).data;
  if (read === undefined) return undefined;
  const transaction = readTransaction(Buffer.from(read.transaction, 'base64'));
  const transfer = transaction && readPaymentTransfer(transaction);
  return transaction && transfer && { transaction, transfer };
}

/** The payload with the buyer's signature alone: whatever stood in the place of the other one. */
export function writePayload({ transaction, transfer }: ReadPayload): { transaction: string } {
  const wire = writeTransaction([undefined, transfer.signature], transaction.messageBytes);
  return { transaction: Buffer.from(wire).toString('base64') };
}

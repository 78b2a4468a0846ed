import type { Landed } from './ledger.js';
import type { Machine, Run } from './machine.js';
import type { SlotClock } from './slot-clock.js';

const FEE = 10_000;
const DECIMALS = 1e6;

/** An error as JSON-RPC has it. */
export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

const SKIPPED_SLOT = -32_007;
const INVALID_PARAMS = -32_602;

/** A value as of a slot. */
export function asOf(slot: number, value: unknown) {
  return { context: { slot, apiVersion: '2.0.0' }, value };
}

/** The block of a slot. @throws {RpcError} when there is none yet */
export function blockAt(clock: SlotClock, slot: number) {
  if (slot > clock.slot || slot < 0) throw new RpcError(SKIPPED_SLOT, `Slot ${slot} was skipped`);
  return {
    blockhash: clock.hashOf(slot),
    previousBlockhash: clock.hashOf(slot - 1),
    parentSlot: slot - 1,
    blockHeight: slot,
    blockTime: clock.timeOf(slot),
  };
}

export function accountAt(machine: Machine, at: string) {
  const found = machine.account(at);
  if (found === undefined) return null;
  return {
    data: [Buffer.from(found.data).toString('base64'), 'base64'],
    executable: found.executable,
    lamports: Number(found.lamports),
    owner: found.owner,
    rentEpoch: 0,
    space: found.data.length,
  };
}

/** @throws {RpcError} when there are no tokens at the address */
export function tokenAmount(machine: Machine, at: string) {
  const held = machine.tokensAt(at);
  if (held === undefined) throw new RpcError(INVALID_PARAMS, 'could not find account');
  return amountOf(held.amount);
}

function amountOf(amount: bigint) {
  const uiAmount = Number(amount) / DECIMALS;
  return { amount: amount.toString(), decimals: 6, uiAmount, uiAmountString: `${uiAmount}` };
}

export function simulated(run: Run | string) {
  const nothing = { accounts: null, returnData: null, innerInstructions: null };
  if (typeof run === 'string') return { ...nothing, err: run, logs: [], unitsConsumed: 0 };
  return { ...nothing, err: run.error, logs: run.logs, unitsConsumed: run.units };
}

function standing(clock: SlotClock, { slot }: Landed): 'finalized' | 'confirmed' {
  return slot <= clock.finalSlot ? 'finalized' : 'confirmed';
}

export function statusOf(clock: SlotClock, landed: Landed | undefined) {
  if (landed === undefined) return null;
  const { slot, run } = landed;
  const confirmationStatus = standing(clock, landed);
  const confirmations = confirmationStatus === 'finalized' ? null : clock.slot - slot;
  return { slot, confirmations, err: run.error, status: resultOf(run), confirmationStatus };
}

function resultOf({ error }: Run) {
  return error === null ? { Ok: null } : { Err: error };
}

export function mentionOf(clock: SlotClock, landed: Landed) {
  const { sent, slot, run } = landed;
  const blockTime = clock.timeOf(slot);
  const confirmationStatus = standing(clock, landed);
  return { signature: sent.id, slot, err: run.error, memo: null, blockTime, confirmationStatus };
}

export function transactionOf(clock: SlotClock, landed: Landed | undefined) {
  if (landed === undefined) return null;
  const { sent, slot, run } = landed;
  return {
    slot,
    blockTime: clock.timeOf(slot),
    transaction: [sent.wire, 'base64'],
    version: 0,
    meta: {
      err: run.error,
      status: resultOf(run),
      fee: FEE,
      logMessages: run.logs,
      innerInstructions: run.inner,
      loadedAddresses: { writable: [], readonly: [] },
      preTokenBalances: balancesOf(run.before),
      postTokenBalances: balancesOf(run.after),
      computeUnitsConsumed: run.units,
    },
  };
}

function balancesOf(held: Run['after']) {
  return held.map(({ amount, ...rest }) => ({ ...rest, uiTokenAmount: amountOf(amount) }));
}

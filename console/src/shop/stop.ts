import { usd } from '../design/figures.ts';
import { NeverArrived, PriceChanged, type Problem, Refused, WalletFailed } from './problem.ts';
import { decimalUsdc } from './sale.ts';

/**
 * A way on: `again` sends the same payment, which is never charged twice; `find` asks with the wallet that paid; `anew`
 * signs another payment; `accept` does so for the new price.
 */
export type Way = 'again' | 'find' | 'anew' | 'accept';

/** Why there is no answer, whether it was paid for, and what to do. */
export interface Stop {
  readonly title: string;
  readonly detail?: string;
  readonly payment: 'not_charged' | 'charged' | 'unknown';
  readonly ways: readonly Way[];
  /** What is wrong with the input, by name. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The refund that is owed or asked for. */
  readonly refundId?: string;
  /** Receipt of a call whose refund can be asked for. */
  readonly receiptId?: string;
  /** The price as it is now, in atomic units. */
  readonly amount?: string;
  readonly requestId?: string;
}

/**
 * What to tell of a failure.
 * @param wasSent whether a payment was on its way by then
 */
export function stopOf(error: unknown, wasSent: boolean): Stop {
  if (error instanceof PriceChanged) return ofPrice(error);
  if (error instanceof NeverArrived) return NEVER_ARRIVED;
  if (error instanceof WalletFailed) return ofWallet(error, wasSent);
  if (error instanceof Refused) return ofProblem(error.problem, wasSent);
  if (wasSent) return LOST;
  return {
    title: 'The server cannot be reached',
    detail: `Nothing was charged: no payment was sent. ${error instanceof TypeError ? 'Check the network.' : String(error)}`,
    payment: 'not_charged',
    ways: ['anew'],
  };
}

const LOST: Stop = {
  title: 'The answer was lost on its way',
  detail:
    'The payment was sent, so it may have been charged. Do not pay again: the same payment fetches the same answer, and is charged once at most.',
  payment: 'unknown',
  ways: ['again', 'find'],
};

const NEVER_ARRIVED: Stop = {
  title: 'The server never got this payment',
  detail: 'So nothing was charged. You can buy again.',
  payment: 'not_charged',
  ways: ['anew'],
};

function ofPrice({ amount }: PriceChanged): Stop {
  return {
    title: `The price is now ${usd(decimalUsdc(amount))}`,
    detail: 'It changed since this page was loaded. Nothing was signed or charged.',
    payment: 'not_charged',
    ways: ['accept'],
    amount,
  };
}

function ofWallet({ code, message }: WalletFailed, wasSent: boolean): Stop {
  const told = wasSent
    ? ({ payment: 'unknown', ways: ['find'] } as const)
    : ({ payment: 'not_charged', ways: ['anew'] } as const);
  const standing = wasSent ? 'The payment stays as it is.' : 'Nothing was charged.';
  if (code === 4001) return { ...told, title: 'You said no in your wallet', detail: standing };
  const detail = `${code === 4902 ? 'Add the network in the wallet, then try again.' : message} ${standing}`;
  const title =
    code === 4902 ? 'Your wallet does not know this network' : 'The wallet could not sign';
  return { ...told, title, detail };
}

function ofProblem(problem: Problem, wasSent: boolean): Stop {
  const { payment = wasSent ? 'unknown' : 'not_charged', detail, instance } = problem;
  const told = {
    payment,
    ...(detail !== undefined && { detail }),
    ...(instance !== undefined && { requestId: instance.replace('urn:coinslot:request:', '') }),
  };
  if (payment === 'charged') return { ...told, ...ofCharged(problem) };
  if (payment === 'unknown' || problem.reason === 'proof_required') {
    return {
      ...told,
      payment: 'unknown',
      title: 'Nobody knows yet whether you paid',
      ways: problem.reason === 'proof_required' ? ['find'] : ['again', 'find'],
    };
  }
  return { ...told, ...ofUncharged(problem) };
}

function ofCharged({
  retryable,
  refund,
  code,
  id,
}: Problem): Pick<Stop, 'title' | 'ways' | 'refundId' | 'receiptId'> {
  if (retryable) {
    return { title: 'You paid, and the answer is still owed', ways: ['again', 'find'] };
  }
  if (refund !== undefined) {
    return { title: 'You paid, and there is no answer', ways: [], refundId: refund.id };
  }
  const receipt = id === undefined ? {} : { receiptId: id };
  if (code === 'result_expired') {
    return { title: 'The answer is not kept any more', ways: [], ...receipt };
  }
  return { title: 'You paid, and there is no answer', ways: ['find'], ...receipt };
}

function ofUncharged(problem: Problem): Pick<Stop, 'title' | 'detail' | 'ways' | 'fields'> {
  const { status, code, reason = '', title, errors = [], retryable, detail } = problem;
  if (/insufficient_(funds|balance)/.test(reason)) {
    return {
      title: 'Your wallet has too little USDC on this network',
      detail: 'Nothing was charged. Add some, or pay with another wallet.',
      ways: ['anew'],
    };
  }
  if (code === 'invalid_input' && errors.length > 0) {
    const fields = Object.fromEntries(errors.map(({ field, message }) => [field, message]));
    return {
      title: 'Some of the input is wrong',
      detail: 'Nothing was charged.',
      ways: [],
      fields,
    };
  }
  if (status === 402) {
    const why = reason === '' ? '' : `: ${reason.replaceAll('_', ' ')}`;
    return {
      title: `The payment was refused${why}`,
      detail: detail ?? 'Nothing was charged.',
      ways: ['anew'],
    };
  }
  return {
    title,
    detail: `${detail ?? ''} Nothing was charged.`.trim(),
    ways: retryable ? ['again'] : ['anew'],
  };
}

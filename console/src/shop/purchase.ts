import type { Eip1193 } from '../wallet/wallets.ts';
import { type Answer, type Pending, readAnswer } from './answer.ts';
import { followCall } from './follow-call.ts';
import { forgetPayment, type OpenPayment, openPaymentAt } from './open-payment.ts';
import { requestOf } from './order.ts';
import { keepRefund } from './refund.ts';
import type { SentPayment } from './pay.ts';
import { NeverArrived, Refused } from './problem.ts';
import type { Sale } from './sale.ts';
import type { WalletStep } from './signer.ts';
import { type Stop, stopOf } from './stop.ts';

/** What is waited for. */
export type Step = 'price' | WalletStep | 'answer';

/** Where a purchase stands. */
export interface PurchaseState {
  /** Undefined while nothing is under way. */
  readonly step?: Step | undefined;
  readonly answer?: Answer | undefined;
  readonly stop?: Stop | undefined;
  /** What the buyer agrees to with the button, in atomic units. */
  readonly amount: string;
  /** A payment of this browser whose answer was not shown, of this visit or of an earlier one. */
  readonly open?: OpenPayment | undefined;
  /** Of the payment that this visit has sent. */
  readonly sent?: SentPayment | undefined;
}

/** Where something is sold, and who is told how it goes. */
export interface Desk {
  readonly sale: Sale;
  change(next: Partial<PurchaseState>): void;
}

/** How a purchase stands when its page is opened. */
export function begin({ path, amount }: Sale): PurchaseState {
  return { amount, open: openPaymentAt(path) };
}

/** Signs a payment, and shows what is answered. @param amount agreed to, in atomic units */
export function buy(desk: Desk, amount: string, wallet: Eip1193, input: object): Promise<void> {
  const { sale, change } = desk;
  change({ sent: undefined });
  const request = withWish(sale, requestOf(sale.path, sale.method, input));
  // The answer before stays until another one is paid for.
  const tell = (step: Step) => change(step === 'answer' ? { step, answer: undefined } : { step });
  return attempt(desk, 'price', undefined, async (sent) => {
    const { pay, Unanswered } = await import('./pay.ts');
    try {
      const { response, ...left } = await pay({ sale, amount, request, wallet, tell });
      sent(left);
      return await take(desk, response);
    } catch (error) {
      if (error instanceof Unanswered) sent(error.sent);
      throw error;
    }
  });
}

/** Sends the same payment again: it is the same call, and charged once. */
export function sendAgain(desk: Desk, { payment, again }: SentPayment): Promise<void> {
  return attempt(desk, 'answer', payment, async () => take(desk, await again()));
}

/** Asks for the open payment with the wallet that paid. */
export function find(desk: Desk, wallet: Eip1193, open: OpenPayment): Promise<void> {
  const { sale, change } = desk;
  return attempt(desk, 'connect', open, async () => {
    const { findCall } = await import('./find-call.ts');
    const call = await findCall(sale, open, wallet, (step) => change({ step }));
    if (call === undefined) throw new NeverArrived();
    change({ step: 'answer' });
    return followCall(call);
  });
}

/**
 * Does something that ends with an answer, or with why there is none.
 * @param before a payment that was sent already, now or in an earlier visit
 */
async function attempt(
  { sale: { path }, change }: Desk,
  first: Step,
  before: OpenPayment | undefined,
  work: (note: (sent: SentPayment) => void) => Promise<Answer>,
): Promise<void> {
  let payment = before;
  change({ step: first, stop: undefined, ...(before && { answer: undefined }) });
  try {
    const answer = await work((sent) => {
      payment = sent.payment;
      change({ sent });
    });
    if (payment) forgetPayment(path, payment);
    change({ step: undefined, answer, open: openPaymentAt(path) });
  } catch (error) {
    const stop = stopOf(error, payment !== undefined);
    if (payment && isOver(error, stop)) forgetPayment(path, payment);
    if (stop.refundId !== undefined) keepRefund(path, stop.refundId);
    change({ step: undefined, stop, open: openPaymentAt(path) });
  }
}

async function take({ change }: Desk, response: Response): Promise<Answer> {
  const taken = await readAnswer(response, (answer) => change({ answer }));
  return isPending(taken) ? followCall(taken) : taken;
}

function isPending(taken: Answer | Pending): taken is Pending {
  return 'statusUrl' in taken;
}

/** Whether nothing more can come of the payment. */
function isOver(error: unknown, { ways }: Stop): boolean {
  if (error instanceof NeverArrived) return true;
  if (!(error instanceof Refused) || error.problem.payment === undefined) return false;
  return error.problem.payment !== 'unknown' && !ways.includes('again') && !ways.includes('find');
}

/** What comes piece by piece is shown as it comes. */
function withWish({ streams }: Sale, [path, init]: [string, RequestInit]): [string, RequestInit] {
  if (!streams) return [path, init];
  return [path, { ...init, headers: { ...init.headers, accept: 'text/event-stream' } }];
}

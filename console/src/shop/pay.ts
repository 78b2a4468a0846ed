import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithPayment, x402Client } from '@x402/fetch';
import type { Eip1193 } from '../wallet/wallets.ts';
import { type OpenPayment, rememberPayment } from './open-payment.ts';
import { PriceChanged, WalletFailed } from './problem.ts';
import type { Sale } from './sale.ts';
import { connect, type Signer, type WalletStep } from './signer.ts';

/** One purchase. */
export interface Order {
  readonly sale: Sale;
  /** What the buyer agreed to, in atomic units. */
  readonly amount: string;
  readonly request: readonly [string, RequestInit];
  readonly wallet: Eip1193;
  readonly tell: (step: WalletStep | 'answer') => void;
}

/** A payment that left the browser. */
export interface SentPayment {
  readonly payment: OpenPayment;
  /** The same payment once more: it is the same call, and charged once. */
  readonly again: () => Promise<Response>;
}

/** A payment, and the answer to it. */
export interface PaidResponse extends SentPayment {
  readonly response: Response;
}

/** A payment was sent, and no answer came. */
export class Unanswered extends Error {
  constructor(readonly sent: SentPayment) {
    super('the payment was sent, and no answer came');
  }
}

/**
 * Buys with the reference client. What the browser must know to come back is kept before the payment leaves it.
 * @throws {PriceChanged} when less is agreed to than is asked for; nothing is signed then
 * @throws {WalletFailed} when the wallet does not sign
 * @throws {Unanswered} when nobody knows what became of the payment
 */
export async function pay({ sale, amount, request, wallet, tell }: Order): Promise<PaidResponse> {
  let sent: Request | undefined;
  let payment: OpenPayment | undefined;
  let stopped: Error | undefined;
  const send: typeof fetch = (input, init) => {
    const outgoing = new Request(input, init);
    if (outgoing.headers.has('payment-signature')) {
      sent = outgoing.clone();
      tell('answer');
    }
    return fetch(outgoing);
  };
  const again = () => fetch((sent as Request).clone());
  const signer = noting(await connect(wallet, tell), (error) => (stopped = error));
  const client = clientOf(sale, amount, signer, (error) => (stopped = error));
  client.onAfterPaymentCreation(async ({ paymentPayload, selectedRequirements: { network } }) => {
    const { authorization } = paymentPayload.payload as { authorization: Authorization };
    payment = openPayment(authorization, { network, payer: signer.address, amount });
    rememberPayment(sale.path, payment);
  });
  const left = () => ({ payment: payment as OpenPayment, again });
  try {
    return { response: await wrapFetchWithPayment(send, client)(...request), ...left() };
  } catch (error) {
    // The client tells in words of its own what stopped it.
    throw sent === undefined ? (stopped ?? error) : new Unanswered(left());
  }
}

/** Of what the wallet signed (EIP-3009). */
interface Authorization {
  readonly nonce: string;
  readonly validBefore: string;
}

function openPayment(
  { nonce, validBefore }: Authorization,
  made: Pick<OpenPayment, 'network' | 'payer' | 'amount'>,
): OpenPayment {
  const signedAt = Math.floor(Date.now() / 1_000);
  return { ...made, nonce, signedAt, validBefore: Number(validBefore) };
}

function clientOf(
  sale: Sale,
  amount: string,
  signer: Signer,
  stop: (why: Error) => void,
): x402Client {
  const scheme = new ExactEvmScheme(
    signer as unknown as ConstructorParameters<typeof ExactEvmScheme>[0],
  );
  const client = new x402Client();
  for (const { id } of sale.networks) client.register(id as `${string}:${string}`, scheme);
  return client
    .setSpendControls(false) // The buyer has agreed to exactly this amount.
    .registerPolicy((_version, accepts) => {
      const agreed = accepts.filter((offer) => offer.amount === amount);
      const [other] = accepts;
      if (agreed.length === 0 && other) stop(new PriceChanged(other.amount));
      return agreed;
    });
}

function noting(signer: Signer, note: (error: WalletFailed) => void): Signer {
  const signTypedData: Signer['signTypedData'] = async (data) => {
    try {
      return await signer.signTypedData(data);
    } catch (error) {
      if (error instanceof WalletFailed) note(error);
      throw error;
    }
  };
  return { ...signer, signTypedData };
}

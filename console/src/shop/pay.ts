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

/** An answer to a payment, and the same payment once more: it is the same call, and charged once. */
export interface PaidResponse {
  readonly response: Response;
  readonly again: () => Promise<Response>;
}

/** A payment was sent, and no answer came. */
export class Unanswered extends Error {
  constructor(readonly again: () => Promise<Response>) {
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
  try {
    return { response: await wrapFetchWithPayment(send, client)(...request), again };
  } catch (error) {
    // The client tells in words of its own what stopped it.
    throw sent === undefined ? (stopped ?? error) : new Unanswered(again);
  }
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
    })
    .onAfterPaymentCreation(async ({ paymentPayload, selectedRequirements: { network } }) => {
      const { authorization } = paymentPayload.payload as {
        authorization: { validBefore: string };
      };
      rememberPayment(sale.path, {
        network,
        payer: signer.address,
        amount,
        signedAt: Math.floor(Date.now() / 1_000),
        validBefore: Number(authorization.validBefore),
      } satisfies OpenPayment);
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

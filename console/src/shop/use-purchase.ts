import { useState } from 'react';
import type { Eip1193 } from '../wallet/wallets.ts';
import { forgetPayment, openPaymentAt } from './open-payment.ts';
import { begin, buy, type Desk, find, type PurchaseState, sendAgain } from './purchase.ts';
import type { Sale } from './sale.ts';

/** A purchase, and what a buyer can do about it. */
export interface Purchase extends PurchaseState {
  buy(wallet: Eip1193, input: object): void;
  /** Agrees to the price as it is now. */
  accept(amount: string): void;
  again(): void;
  find(wallet: Eip1193): void;
  /** Gives an open payment up. */
  forget(): void;
}

/** Buys what a page sells, and comes back to what was bought. */
export function usePurchase(sale: Sale): Purchase {
  const [state, setState] = useState<PurchaseState>(() => begin(sale));
  const { amount, open, sent } = state;
  const desk: Desk = { sale, change: (next) => setState((now) => ({ ...now, ...next })) };
  return {
    ...state,
    buy: (wallet, input) => void buy(desk, amount, wallet, input),
    accept: (now) => desk.change({ amount: now, stop: undefined }),
    again: () => void (sent && sendAgain(desk, sent)),
    find: (wallet) => void (open && find(desk, wallet, open)),
    forget: () => {
      if (open) forgetPayment(sale.path, open);
      desk.change({ open: openPaymentAt(sale.path), stop: undefined });
    },
  };
}

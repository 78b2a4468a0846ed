import { useRef, useState } from 'react';
import { Note } from '../design/badge.tsx';
import { Card } from '../design/card.tsx';
import { keepsForLater } from '../kept/kept.ts';
import { useWallets, type Wallet } from '../wallet/wallets.ts';
import { AnswerView } from './answer-view.tsx';
import { ComeBack } from './come-back.tsx';
import { fieldsOf, inputOf } from './order.ts';
import { EarlierRefund } from './earlier-refund.tsx';
import { OrderForm } from './order-form.tsx';
import type { Sale } from './sale.ts';
import { StepView } from './step-view.tsx';
import { StopView } from './stop-view.tsx';
import { usePurchase } from './use-purchase.ts';
import { WalletChoice } from './wallet-choice.tsx';

/** Sells one thing: what to send, the button with its price, the answer, and a way out of whatever goes wrong. */
export function BuyPanel({ sale }: { readonly sale: Sale }) {
  const wallets = useWallets();
  const [chosen, choose] = useState<Wallet>();
  const wallet = chosen ?? wallets[0];
  const purchase = usePurchase(sale);
  const form = useRef<HTMLFormElement>(null);
  const { step, stop, answer, open, amount } = purchase;
  const isBusy = step !== undefined;
  const find = wallet && (() => purchase.find(wallet.provider));
  return (
    <div className="flex flex-col gap-4">
      {open && !isBusy && !stop && !answer && (
        <ComeBack payment={open} sale={sale} onFind={find} onForget={purchase.forget} />
      )}
      <EarlierRefund
        path={sale.path}
        isHidden={isBusy || stop !== undefined || answer !== undefined}
      />
      <Card title="Run it here">
        <OrderForm
          ref={form}
          fields={fieldsOf(sale.input)}
          errors={stop?.fields ?? {}}
          amount={amount}
          isBusy={isBusy}
          canPay={wallet !== undefined}
          onOrder={(fields, filled) => {
            if (wallet) purchase.buy(wallet.provider, inputOf(fields, filled));
          }}
          payWith={<WalletChoice wallets={wallets} wallet={wallet} onChoose={choose} />}
        />
        <Terms sale={sale} hasWallet={wallet !== undefined} />
      </Card>
      <StepView step={step} isStreaming={step === 'answer' && answer !== undefined} />
      {stop && (
        <StopView
          stop={stop}
          path={sale.path}
          wallet={wallet?.provider}
          onAgain={purchase.sent && purchase.again}
          onFind={find}
          onAnew={() => form.current?.requestSubmit()}
          onAccept={(now) => purchase.accept(now)}
        />
      )}
      {answer && (
        <AnswerView
          answer={answer}
          sale={sale}
          wallet={wallet?.provider}
          isComing={step === 'answer'}
        />
      )}
    </div>
  );
}

function Terms({ sale, hasWallet }: { readonly sale: Sale; readonly hasWallet: boolean }) {
  const [keeps] = useState(keepsForLater);
  const networks = sale.networks.map(({ name }) => name).join(' or ');
  if (!hasWallet) {
    return (
      <div className="mt-4">
        <Note>
          To pay here you need a wallet in this browser, such as MetaMask or Rabby, with USDC on{' '}
          {networks}. Load the page again when you have one.
        </Note>
      </div>
    );
  }
  return (
    <>
      <p className="mt-3 text-sm text-faint">
        Your wallet signs one payment in USDC on {networks}. It costs no gas, and you are charged
        only for an answer.
      </p>
      {!keeps && (
        <div className="mt-3">
          <Note tone="warn">
            This browser keeps nothing for this page. Stay here until you have your answer: after a
            reload, the page cannot find your payment.
          </Note>
        </div>
      )}
    </>
  );
}

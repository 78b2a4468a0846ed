import { Spinner } from '../design/icons.tsx';
import type { Step } from './purchase.ts';

const WORDS: Readonly<Record<Step, string>> = {
  price: 'Asking for the price…',
  connect: 'Your wallet asks whether this page may see your account.',
  switch: 'Your wallet asks to switch to the network that is paid on.',
  sign: 'Your wallet shows the payment: sign it to go on.',
  answer:
    'The payment is sent, and the answer is being made. You may leave: your wallet opens it later.',
};

/** What is waited for, in words. */
export function StepView({
  step,
  isStreaming,
}: {
  readonly step: Step | undefined;
  readonly isStreaming: boolean;
}) {
  return (
    <p role="status" className="flex items-center gap-2 text-sm text-faint empty:hidden">
      {step && !isStreaming && (
        <>
          <Spinner /> {WORDS[step]}
        </>
      )}
    </p>
  );
}

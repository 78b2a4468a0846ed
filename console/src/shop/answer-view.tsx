import type { ReactNode } from 'react';
import { Badge } from '../design/badge.tsx';
import { CopyButton } from '../design/copy-button.tsx';
import { Card } from '../design/card.tsx';
import { Spinner } from '../design/icons.tsx';
import type { Answer } from './answer.ts';
import type { Eip1193 } from '../wallet/wallets.ts';
import { BytesView, ImageView, SaveBytes } from './bytes-view.tsx';
import { EventsView } from './events-view.tsx';
import { ReceiptView } from './receipt-view.tsx';
import type { Sale } from './sale.ts';

/** What was bought: as it comes, and then whole, with the proof that it was paid. */
export function AnswerView({
  answer,
  sale,
  wallet,
  isComing,
}: {
  readonly answer: Answer;
  readonly sale: Sale;
  readonly wallet: Eip1193 | undefined;
  readonly isComing: boolean;
}) {
  const { text, images, bytes, events, receipt, stopReason } = answer;
  return (
    <Card
      title="Answer"
      aside={isComing ? <Coming /> : text !== '' && <CopyButton text={text} what="the answer" />}
    >
      <div aria-live="polite" aria-busy={isComing} className="flex flex-col gap-4">
        {text !== '' && (
          <div dir="auto" className="max-w-prose text-base leading-relaxed whitespace-pre-wrap">
            {text}
          </div>
        )}
        {images.map((image) => (
          <ImageView key={image.url ?? image.base64} image={image} />
        ))}
        {events && <EventsView events={events} />}
        {bytes && (events ? <SaveBytes bytes={bytes} /> : <BytesView bytes={bytes} />)}
        {stopReason === 'max_tokens' && (
          <Aside>
            The model stopped at the length that its seller allows: the answer is cut off.
          </Aside>
        )}
      </div>
      {receipt && (
        <ReceiptView receipt={receipt} sale={sale} wallet={isComing ? undefined : wallet} />
      )}
    </Card>
  );
}

function Coming() {
  return (
    <Badge tone="accent">
      <Spinner /> Being written
    </Badge>
  );
}

function Aside({ children }: { readonly children: ReactNode }) {
  return <p className="text-sm text-warn">{children}</p>;
}

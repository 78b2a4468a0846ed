import { useState } from 'react';
import { forgetRefund, keptRefund } from './refund.ts';
import { RefundView } from './refund-view.tsx';

/** The refund of something that was bought here in an earlier visit. */
export function EarlierRefund({
  path,
  isHidden,
}: {
  readonly path: string;
  readonly isHidden: boolean;
}) {
  const [id, setId] = useState(() => keptRefund(path));
  if (id === undefined || isHidden) return null;
  const giveUp = () => {
    forgetRefund(path);
    setId(undefined);
  };
  return (
    <div className="rounded-card border border-line bg-card p-4 shadow-card sm:p-5">
      <RefundView id={id} onForget={giveUp} />
    </div>
  );
}

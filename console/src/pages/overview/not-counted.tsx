import type { Schema } from '../../api/index.ts';
import { count, Money } from '../../design/index.ts';
import { isZero } from './summary.ts';

/** What stands apart from all figures: tests, and what creators bought of themselves. */
export function NotCounted({ apart }: { readonly apart: Schema<'ApartDto'> }) {
  const { tests, ownPurchases: own } = apart;
  const hasTests = !isZero(tests.runs.value);
  const hasOwn = !isZero(own.calls.value);
  if (!hasTests && !hasOwn) return null;
  return (
    <p className="text-sm text-faint">
      Not in these figures:{' '}
      {hasTests && (
        <>
          {count(tests.runs.value ?? '0', 'test run')} of yours, which cost{' '}
          <Money {...tests.cost} />
        </>
      )}
      {hasTests && hasOwn && '; '}
      {hasOwn && (
        <>
          {count(own.calls.value ?? '0', 'call')} that you bought of yourself for{' '}
          <Money {...own.gross} />
        </>
      )}
      .
    </p>
  );
}

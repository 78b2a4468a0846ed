import { Ago, Badge, date, Note } from '../../design/index.ts';
import { type AccountData, COLLECTIONS } from './account.ts';

/** Up to when the figures are, since when there are any, and what is wrong with them. */
export function HowFresh({ data }: { readonly data: AccountData }) {
  const { collection, lastSyncedAt, isStale, staleReason } = data;
  const [word, tone] = COLLECTIONS[collection.status];
  // What is wrong with the account says more than how old its figures are.
  const isOld = isStale && (tone === 'good' || tone === 'accent');
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-faint">
        <Badge tone={isOld ? 'warn' : tone}>{isOld ? 'Older than it should be' : word}</Badge>
        <span>
          {collection.asOf !== null && (
            <>
              Figures as of <Ago at={collection.asOf} /> ·{' '}
            </>
          )}
          Read <Ago at={lastSyncedAt} />
          {collection.knownFrom !== null &&
            ` · Known from ${date(`${collection.knownFrom}T00:00:00Z`, 'UTC')}`}
        </span>
      </p>
      {(staleReason ?? collection.reason) !== null && (
        <Note tone="warn">{staleReason ?? collection.reason}</Note>
      )}
    </div>
  );
}

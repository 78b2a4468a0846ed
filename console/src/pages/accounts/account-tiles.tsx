import type { Schema } from '../../api/index.ts';
import { dayName, groupDigits, Money, Tile, Tiles, Unknown } from '../../design/index.ts';
import { compact } from '../reports/index.ts';
import type { AccountData } from './account.ts';

type Reported = Schema<'ReportedFigureDto'>;

const REMAINING_OF = {
  credits: 'of the credits paid in',
  key_limit: 'of the limit of the key',
  spend_limit: 'of this month’s spend limit',
} as const;

/** The present month in four figures. */
export function AccountTiles({ data: { summary, month } }: { readonly data: AccountData }) {
  const since = `since ${dayName(month.from)}, UTC`;
  const { remaining } = summary;
  return (
    <Tiles>
      <Tile
        label="Cost this month"
        value={<Money {...summary.estimatedCost} />}
        note={
          isReported(summary.estimatedCost) ? (
            <ListCost of={month} otherwise={since} />
          ) : (
            NOT_REPORTED
          )
        }
      />
      <Tile
        label="Requests"
        value={<Count of={summary.requests} />}
        note={noteOf(summary.requests, since)}
      />
      <Tile
        label="Tokens"
        value={<Count of={summary.tokens} />}
        note={noteOf(summary.tokens, since)}
      />
      <Tile
        label="Left to spend"
        value={
          <Money
            value={remaining.value}
            certainty={remaining.certainty === 'unknown' ? 'unknown' : remaining.certainty}
          />
        }
        note={remaining.of === null ? NOT_REPORTED : REMAINING_OF[remaining.of]}
      />
    </Tiles>
  );
}

const NOT_REPORTED = 'not reported by the provider';

function isReported({ source }: Reported): boolean {
  return source !== 'not_reported';
}

function noteOf(figure: Reported, note: string): string {
  return isReported(figure) ? note : NOT_REPORTED;
}

/** What it would cost without discounts, where the provider tells. */
function ListCost({
  of: { listCost },
  otherwise,
}: {
  readonly of: Schema<'MonthDto'>;
  readonly otherwise: string;
}) {
  if (listCost.value === null || /^0*\.?0*$/.test(listCost.value)) return otherwise;
  return (
    <>
      <Money value={listCost.value} /> at list prices
    </>
  );
}

function Count({ of: { value, certainty } }: { readonly of: Reported }) {
  if (value === null) return <Unknown why={NOT_REPORTED} />;
  return (
    <span title={groupDigits(value)}>
      {certainty === 'at_least' && <span className="text-[0.75em] font-normal">at least </span>}
      {value.length > 6 ? compact(value) : groupDigits(value)}
    </span>
  );
}

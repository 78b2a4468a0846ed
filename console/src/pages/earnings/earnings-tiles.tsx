import type { Schema } from '../../api/index.ts';
import { count, Money, Tile, Tiles } from '../../design/index.ts';

/** What buyers paid, what went from it, and what is left of it. */
export function EarningsTiles({
  summary: { net, gross, fees, refunded, refundsOwed, calls },
  range,
}: {
  readonly summary: Schema<'SummaryDto'>;
  readonly range: string;
}) {
  const against = `prior ${range}`;
  return (
    <Tiles>
      <Tile
        label="Earned"
        value={<Money value={net.value} certainty={net.certainty} />}
        change={{ value: net.change, against }}
      />
      <Tile
        label="Paid by buyers"
        value={<Money value={gross.value} certainty={gross.certainty} />}
        note={calls.value === null ? undefined : `in ${count(calls.value, 'call')}`}
      />
      <Tile
        label="Platform fees"
        value={<Money value={fees.value} certainty={fees.certainty} />}
        note="after refunds"
      />
      <Tile
        label="Refunded"
        value={<Money value={refunded.value} certainty={refunded.certainty} />}
        note={
          <>
            and <Money value={refundsOwed.value} /> became owed
          </>
        }
      />
    </Tiles>
  );
}

import { count, groupDigits, Money, percent, Tile, Tiles, Unknown } from '../../design/index.ts';
import { changeOf, isZero, type Summary } from './summary.ts';

/** The four figures that creators look for first. */
export function Headline({
  summary,
  range,
}: {
  readonly summary: Summary;
  readonly range: string;
}) {
  const { net, calls, failures, failureRate, priorFailureRate, margin } = summary;
  const before = priorFailureRate === null ? '' : `, was ${percent(priorFailureRate)}`;
  return (
    <Tiles>
      <Tile
        label="Earned"
        value={<Money value={net.value} certainty={net.certainty} />}
        change={changeOf(net, range)}
      />
      <Tile
        label="Paid calls"
        value={calls.value === null ? <Unknown /> : groupDigits(calls.value)}
        change={changeOf(calls, range)}
      />
      <Tile
        label="Without a result"
        value={failures.value === null ? <Unknown /> : groupDigits(failures.value)}
        note={failureRate === null ? 'Nothing ran' : `${percent(failureRate)} of runs${before}`}
      />
      <Tile
        label="Left after costs"
        value={<Money value={margin.value} certainty={margin.certainty} />}
        change={changeOf(margin, range)}
        note={costNote(summary)}
      />
    </Tiles>
  );
}

function costNote({ cost, runs }: Summary): string | undefined {
  const { unknown } = cost.parts;
  if (unknown > 0) return `The cost of ${count(unknown, 'run')} is not known.`;
  return isZero(cost.value) && !isZero(runs.value) ? 'Runs cost nothing.' : undefined;
}

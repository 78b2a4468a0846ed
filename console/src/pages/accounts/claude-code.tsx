import type { Schema } from '../../api/index.ts';
import {
  Ago,
  Card,
  type Column,
  dayName,
  Empty,
  groupDigits,
  Money,
  Table,
} from '../../design/index.ts';
import { compact } from '../reports/index.ts';

type Actor = Schema<'ActorDto'>;

/** Who worked with Claude Code, the busiest first. */
export function ClaudeCode({ told }: { readonly told: Schema<'ClaudeCodeDto'> }) {
  return (
    <Card
      title="Claude Code"
      about={
        <>
          {dayName(told.from)} to {dayName(told.to)}, UTC days, read <Ago at={told.fetchedAt} />
        </>
      }
    >
      {told.actors.length === 0 ? (
        <Empty title={told.source === 'reported' ? 'Nobody used it in these days' : 'Not reported'}>
          {told.source !== 'reported' &&
            'It takes an Admin key of an organization that uses Claude Code.'}
        </Empty>
      ) : (
        <Table
          caption="Claude Code"
          columns={COLUMNS}
          rows={told.actors}
          rowKey={({ kind, name }) => `${kind} ${name}`}
        />
      )}
    </Card>
  );
}

const COLUMNS: readonly Column<Actor>[] = [
  { header: 'Who', isName: true, cell: ({ name }) => name },
  { header: 'Days', isFigure: true, isMinor: true, cell: ({ activeDays }) => activeDays },
  {
    header: 'Sessions',
    isFigure: true,
    isMinor: true,
    cell: ({ sessions }) => groupDigits(sessions),
  },
  {
    header: 'Lines',
    isFigure: true,
    isMinor: true,
    cell: ({ linesAdded, linesRemoved }) => (
      <>
        <span className="text-good">+{groupDigits(linesAdded)}</span>{' '}
        <span className="text-bad">−{groupDigits(linesRemoved)}</span>
      </>
    ),
  },
  { header: 'Commits', isFigure: true, isMinor: true, cell: ({ commits }) => groupDigits(commits) },
  {
    header: 'Pull requests',
    isFigure: true,
    isMinor: true,
    cell: (row) => groupDigits(row.pullRequests),
  },
  { header: 'Tokens out', isFigure: true, isMinor: true, cell: (row) => compact(row.outputTokens) },
  { header: 'Cost', isFigure: true, cell: ({ cost }) => <Money value={cost} /> },
];

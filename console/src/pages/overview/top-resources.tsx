import { Link } from '@tanstack/react-router';
import {
  Card,
  type Column,
  dayName,
  Empty,
  groupDigits,
  Money,
  Table,
  Unknown,
} from '../../design/index.ts';
import type { Schema } from '../../api/index.ts';
import type { Summary } from './summary.ts';

type Top = Schema<'SummaryResourceDto'>;

/** What earns, the most first. */
export function TopResources({ summary }: { readonly summary: Summary }) {
  return (
    <Card
      title="Top resources"
      about={`By what they earned, ${dayName(summary.scope.period.from)} to ${dayName(dayBefore(summary.scope.period.to))}`}
    >
      {summary.resources.length === 0 ? (
        <Empty title="Nothing was called in this range">
          Choose a longer range, or share the address of what you sell.
        </Empty>
      ) : (
        <Table
          caption="Top resources"
          columns={COLUMNS}
          rows={summary.resources}
          rowKey={({ id }) => id}
        />
      )}
    </Card>
  );
}

const COLUMNS: readonly Column<Top>[] = [
  {
    header: 'Resource',
    isName: true,
    cell: ({ id, name }) => (
      <Link to="/resources/$id" params={{ id }} className="link">
        {name}
      </Link>
    ),
  },
  { header: 'Earned', isFigure: true, cell: ({ net }) => <Money {...net} /> },
  { header: 'Calls', isFigure: true, cell: ({ calls }) => whole(calls.value) },
  {
    header: 'No result',
    isFigure: true,
    isMinor: true,
    cell: ({ failures }) => whole(failures.value),
  },
  { header: 'Left', isFigure: true, cell: ({ margin }) => <Money {...margin} /> },
];

function whole(value: string | null) {
  return value === null ? <Unknown /> : groupDigits(value);
}

function dayBefore(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

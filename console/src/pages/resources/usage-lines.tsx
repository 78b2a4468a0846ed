import { useState } from 'react';
import { byCursor, lists, type Schema } from '../../api/index.ts';
import {
  At,
  Badge,
  Button,
  ButtonAnchor,
  Card,
  type Column,
  count,
  Empty,
  Filter,
  groupDigits,
  Money,
  Pagination,
  StateView,
  Table,
  type Tone,
  Unknown,
} from '../../design/index.ts';
import type { Period } from '../../shell/period.ts';
import type { Use } from './index.ts';
import { RunDialog } from './run-dialog.tsx';

type Line = Schema<'UsageLineDto'>;

const PAGE = 20;
const NAMES: Readonly<Record<Use, readonly [string, Tone]>> = {
  paid: ['Paid', 'good'],
  not_charged: ['Not charged', 'warn'],
  test: ['Test', 'neutral'],
  rerun: ['Run again', 'neutral'],
};

/** Each run: when, by whom, what was paid and what it cost; with its receipt and its transaction. */
export function UsageLines({
  id,
  period,
  status,
  onStatus,
}: {
  readonly id: string;
  readonly period: Period;
  readonly status: Use | undefined;
  readonly onStatus: (status: Use | undefined) => void;
}) {
  const [shown, setShown] = useState<Line>();
  const range = { from: startOf(period.from, period.tz), to: startOf(period.to, period.tz) };
  const lines = lists.useInfiniteQuery(
    'get',
    '/api/v1/resources/{id}/usage',
    { params: { path: { id }, query: { ...range, limit: PAGE, status } } },
    byCursor,
  );
  const rows = lines.data?.pages.flatMap(({ items }) => items) ?? [];
  const csv = new URLSearchParams({ ...range, ...(status && { status }) });
  return (
    <Card
      title="Runs"
      about={`The newest first, ${period.tz}`}
      aside={
        <div className="flex flex-wrap gap-2">
          <StatusSelect status={status} onStatus={onStatus} />
          <ButtonAnchor small href={`/api/v1/resources/${id}/usage.csv?${csv}`} download>
            CSV
          </ButtonAnchor>
        </div>
      }
    >
      <StateView
        of={lines}
        height="h-64"
        isEmpty={() => rows.length === 0}
        empty={
          <Empty title="No runs in this range">Share its address, or try it with a test run.</Empty>
        }
      >
        {() => (
          <>
            <Table
              caption="Runs"
              columns={columns(setShown)}
              rows={rows}
              rowKey={(line) => line.id}
            />
            <Pagination
              shown={count(rows.length, 'run')}
              hasMore={lines.hasNextPage}
              isLoading={lines.isFetchingNextPage}
              onMore={() => void lines.fetchNextPage()}
            />
          </>
        )}
      </StateView>
      <RunDialog line={shown} onClose={() => setShown(undefined)} />
    </Card>
  );
}

function StatusSelect({
  status,
  onStatus,
}: {
  readonly status: Use | undefined;
  readonly onStatus: (status: Use | undefined) => void;
}) {
  return (
    <Filter
      aria-label="Which runs"
      value={status ?? ''}
      onChange={({ target }) => onStatus((target.value || undefined) as Use | undefined)}
    >
      <option value="">All runs</option>
      {Object.entries(NAMES).map(([value, [name]]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </Filter>
  );
}

function columns(show: (line: Line) => void): readonly Column<Line>[] {
  return [
    { header: 'When', isName: true, cell: ({ createdAt }) => <At at={createdAt} /> },
    {
      header: 'Outcome',
      cell: ({ status, failure, amountPaid }) => {
        const [name, tone] = NAMES[status];
        return (
          <>
            <Badge tone={tone}>{name}</Badge>{' '}
            <span className="figures sm:hidden">
              <Money value={amountPaid} />
            </span>
            {failure !== null && (
              <span className="block text-faint">{failure.replaceAll('_', ' ')}</span>
            )}
          </>
        );
      },
    },
    {
      header: 'Paid',
      isFigure: true,
      isMinor: true,
      cell: ({ amountPaid }) => <Money value={amountPaid} />,
    },
    {
      header: 'Cost',
      isFigure: true,
      isMinor: true,
      cell: ({ providerCostUsd }) => <Money value={providerCostUsd} />,
    },
    { header: 'Tokens in + out', isFigure: true, isMinor: true, cell: (line) => tokensOf(line) },
    {
      header: 'Took',
      isFigure: true,
      isMinor: true,
      cell: ({ durationMs }) => `${groupDigits(String(durationMs))} ms`,
    },
    {
      header: 'More',
      isAction: true,
      cell: (line) => (
        <Button small variant="quiet" className="-my-1.5 -mr-2.5" onClick={() => show(line)}>
          Details
        </Button>
      ),
    },
  ];
}

function tokensOf({ inputTokens, outputTokens }: Line) {
  if (inputTokens === null && outputTokens === null) return <Unknown />;
  return `${groupDigits(String(inputTokens ?? 0))} + ${groupDigits(String(outputTokens ?? 0))}`;
}

/** The moment at which a day begins in a zone: what the list of runs is asked for. */
function startOf(day: string, timeZone: string): string {
  const noon = new Date(`${day}T00:00:00Z`);
  const there = new Date(noon.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T') + 'Z');
  return new Date(2 * noon.getTime() - there.getTime()).toISOString();
}

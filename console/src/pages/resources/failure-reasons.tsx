import { api, type Schema } from '../../api/index.ts';
import {
  Card,
  type Column,
  Empty,
  groupDigits,
  StateView,
  Table,
  Unknown,
} from '../../design/index.ts';
import type { Period } from '../../shell/period.ts';

/** Why runs had no result, and what became of the money. */
export function FailureReasons({ id, period }: { readonly id: string; readonly period: Period }) {
  const query = { ...period, filter: [`resource:${id}`], compare: false };
  const reasons = api.useQuery('get', '/api/v1/insights/failures', {
    params: { query: { ...query, by: 'reason' } },
  });
  const outcomes = api.useQuery('get', '/api/v1/insights/failures', {
    params: { query: { ...query, by: 'outcome' } },
  });
  return (
    <Card title="Without a result" about="Runs for buyers, by reason">
      <StateView
        of={reasons}
        isEmpty={({ dimensions }) => dimensions.length === 0}
        empty={<Empty title="Every run had a result">None failed in this range.</Empty>}
      >
        {({ dimensions }) => (
          <>
            <Table
              caption="Reasons"
              columns={COLUMNS}
              rows={dimensions}
              rowKey={({ id: reason }, at) => reason ?? at}
            />
            {outcomes.data && <Outcomes outcomes={outcomes.data.dimensions} />}
          </>
        )}
      </StateView>
    </Card>
  );
}

const COLUMNS: readonly Column<Schema<'DimensionDto'>>[] = [
  {
    header: 'Reason',
    isName: true,
    cell: ({ id, isOther }) => (isOther ? 'All others' : words(id)),
  },
  {
    header: 'Runs',
    isFigure: true,
    cell: ({ value }) => (value === null ? <Unknown /> : groupDigits(value)),
  },
];

const OUTCOMES: Readonly<Record<string, string>> = {
  not_charged: 'not charged',
  paid: 'charged first, so a refund is owed',
};

function Outcomes({ outcomes }: { readonly outcomes: readonly Schema<'DimensionDto'>[] }) {
  return (
    <p className="mt-3 text-sm text-faint">
      Of these:{' '}
      {outcomes.map(({ id, value }) => `${value ?? '?'} ${OUTCOMES[id ?? ''] ?? id}`).join('; ')}.
    </p>
  );
}

/** A code, `model_overloaded`, as words. */
function words(code: string | null): string {
  if (code === null) return 'Not known';
  const text = code.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import { api, type Schema } from '../../api/index.ts';
import { Ago, Card, classes, Empty, StateView, type Tone } from '../../design/index.ts';

type Happening = Schema<'HappeningDto'>;

const SHOWN = 8;

/** What events mean, in a few words. One that is not here is shown by its type. */
const WORDS: Readonly<Record<string, readonly [words: string, tone: Tone]>> = {
  'payment.settled': ['Sold a call', 'good'],
  'payment.reversed': ['The chain undid a payment', 'bad'],
  'execution.failed': ['A run had no result', 'bad'],
  'refund.owed': ['A refund is owed', 'warn'],
  'refund.requested': ['A buyer asks for a refund', 'warn'],
  'refund.paid': ['A refund was paid', 'neutral'],
  'refund.void': ['A refund is owed no more', 'neutral'],
  'budget.reached': ['A budget was reached', 'warn'],
  'spending_limit.reached': ['A spending limit was reached', 'warn'],
  'webhook.disabled': ['A webhook was switched off', 'bad'],
  'connection.error': ['A connection has a problem', 'bad'],
  'connection.expired': ['A connection has expired', 'bad'],
  'connection.connected': ['A service was connected', 'neutral'],
  'connection.disconnected': ['A service was disconnected', 'neutral'],
  'resource.unpublished': ['Went off sale', 'neutral'],
};

/** What happened lately. */
export function Activity() {
  const query = { limit: SHOWN };
  const activity = api.useQuery('get', '/api/v1/insights/activity', { params: { query } });
  return (
    <Card title="Activity" about="The latest, of any range">
      <StateView
        of={activity}
        height="h-48"
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty title="Nothing has happened yet">Sales, failures and refunds appear here.</Empty>
        }
      >
        {({ items }) => (
          <ul className="flex flex-col divide-y divide-line">
            {items.map((each) => (
              <Item key={each.id} {...each} />
            ))}
          </ul>
        )}
      </StateView>
    </Card>
  );
}

const DOTS: Readonly<Record<Tone, string>> = {
  neutral: 'bg-line-strong',
  accent: 'bg-accent',
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
};

function Item({ type, at, resource, data }: Happening) {
  const [words, tone] = WORDS[type] ?? [type, 'neutral'];
  const about = resource?.name ?? serviceIn(data);
  return (
    <li className="flex items-baseline gap-3 py-2 text-sm">
      <span
        aria-hidden="true"
        className={classes('size-2 shrink-0 -translate-y-px rounded-full', DOTS[tone])}
      />
      <span className="min-w-0 flex-1">
        {words}
        {about !== undefined && <span className="text-faint"> · {about}</span>}
      </span>
      <span className="shrink-0 text-faint">
        <Ago at={at} />
      </span>
    </li>
  );
}

/** `Dynamic mockups`: events of connections name their service by its id. */
function serviceIn({ provider }: Happening['data']): string | undefined {
  if (typeof provider !== 'string') return undefined;
  const text = provider.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

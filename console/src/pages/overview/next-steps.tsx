import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../../api/index.ts';
import { Card, CheckIcon, classes, StateView } from '../../design/index.ts';
import { useMe } from '../../shell/me.ts';
import { Waiting } from './waiting.tsx';

interface Step {
  readonly title: string;
  readonly about: ReactNode;
  readonly isDone: boolean;
}

/** What is missing until somebody can buy, in the order in which it is best done; then, what waits for its creator. */
export function NextSteps() {
  const me = useMe();
  const wallets = api.useQuery('get', '/api/v1/me/payout-wallets', {});
  const listed = api.useQuery('get', '/api/v1/resources/mine', {
    params: { query: { limit: 100 } },
  });
  const both = {
    data: wallets.data &&
      listed.data &&
      me.data && { me: me.data, wallets: wallets.data, listed: listed.data },
    error: wallets.error ?? listed.error,
    isFetching: wallets.isFetching || listed.isFetching,
    dataUpdatedAt: listed.dataUpdatedAt,
    refetch: () => Promise.all([wallets.refetch(), listed.refetch()]),
  };
  return (
    <Card title="Next steps" about="What only you can do">
      <StateView of={both} height="h-48">
        {({ me: { username, walletAddress }, wallets: { items }, listed: { items: mine } }) => (
          <Steps
            drafts={mine.filter(({ status }) => status === 'draft').length}
            steps={[
              {
                title: 'Choose a username',
                about: (
                  <>
                    It stands in the address of all that you sell.{' '}
                    <ToSettings>Choose it</ToSettings>
                  </>
                ),
                isDone: username !== null,
              },
              {
                title: 'Say where you are paid',
                about: (
                  <>
                    A payout wallet for each network. Buyers pay it directly.{' '}
                    <ToSettings>Choose one</ToSettings>
                  </>
                ),
                isDone: walletAddress !== null || items.length > 0,
              },
              {
                title: 'Make a resource',
                about: (
                  <>
                    A prompt, an endpoint, a text or a file, with a price.{' '}
                    <Link to="/publish" className="link whitespace-nowrap">
                      Make one
                    </Link>
                  </>
                ),
                isDone: mine.length > 0,
              },
              {
                title: 'Publish it',
                about: 'Only what is published is on sale.',
                isDone: mine.some(({ status }) => status === 'published'),
              },
            ]}
          />
        )}
      </StateView>
    </Card>
  );
}

function ToSettings({ children }: { readonly children: ReactNode }) {
  return (
    <Link to="/settings" className="link whitespace-nowrap">
      {children}
    </Link>
  );
}

function Steps({ steps, drafts }: { readonly steps: readonly Step[]; readonly drafts: number }) {
  if (steps.every(({ isDone }) => isDone)) return <Waiting drafts={drafts} />;
  const next = steps.findIndex(({ isDone }) => !isDone);
  return (
    <ol className="flex flex-col gap-1">
      {steps.map(({ title, about, isDone }, at) => (
        <li
          key={title}
          aria-current={at === next ? 'step' : undefined}
          className={classes('flex gap-3 rounded-control p-2', at === next && 'bg-accent-soft')}
        >
          <span
            className={classes(
              'mt-0.5 flex size-6 shrink-0 items-center justify-center rounded-full text-sm',
              isDone ? 'bg-good-soft text-good' : 'bg-sunk text-ink',
            )}
          >
            {isDone ? <CheckIcon /> : at + 1}
          </span>
          <span className="min-w-0">
            <span className="block font-medium">
              {title}
              {isDone && <span className="sr-only"> (done)</span>}
            </span>
            {!isDone && <span className="block text-sm text-ink">{about}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

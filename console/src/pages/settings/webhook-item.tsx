import { Link } from '@tanstack/react-router';
import { Ago, Badge, Note } from '../../design/index.ts';
import { Deliveries } from './deliveries.tsx';
import { settingsRoute } from './index.ts';
import { WebhookActions } from './webhook-actions.tsx';
import { DISABLED, type Webhook } from './webhook-words.ts';

/** A webhook: where it leads, how it goes, and what was sent there. */
export function WebhookItem({ webhook }: { readonly webhook: Webhook }) {
  const { webhook: shown } = settingsRoute.useSearch();
  const { id, url, description, events, status, disabledReason, failingSince } = webhook;
  const isShown = shown === id;
  return (
    <li className="flex flex-col gap-2 py-4">
      <h3 className="flex min-w-0 flex-wrap items-center gap-2">
        <code className="min-w-0 font-mono font-medium wrap-anywhere">{url}</code>
        <Standing webhook={webhook} />
      </h3>
      <p className="text-sm text-faint">
        {description === '' ? '' : `${description} · `}
        {events === null ? 'All events' : events.join(', ')} ·{' '}
        {webhook.lastSuccessAt === null ? (
          'nothing delivered yet'
        ) : (
          <>
            last delivered <Ago at={webhook.lastSuccessAt} />
          </>
        )}
      </p>
      {status === 'disabled' && disabledReason !== null && (
        <Note tone={disabledReason === 'by_user' ? 'neutral' : 'bad'}>
          {DISABLED[disabledReason]} Enable it, then send again what was given up.
        </Note>
      )}
      {status === 'enabled' && failingSince !== null && (
        <Note tone="warn">
          It began to fail <Ago at={failingSince} />. After five days of that the server disables
          it.
        </Note>
      )}
      <div className="flex flex-wrap items-start gap-1 max-sm:flex-col">
        <Link
          to="."
          search={(before) => ({
            ...before,
            webhook: isShown ? undefined : id,
            status: undefined,
          })}
          resetScroll={false}
          aria-expanded={isShown}
          className="link relative mr-2 inline-flex min-h-8 items-center text-sm"
        >
          {isShown ? 'Hide deliveries' : 'Deliveries'}
          <span className="sr-only"> to {url}</span>
        </Link>
        <WebhookActions webhook={webhook} />
      </div>
      {isShown && <Deliveries webhookId={id} />}
    </li>
  );
}

function Standing({ webhook: { status, failingSince } }: { readonly webhook: Webhook }) {
  if (status === 'disabled') return <Badge tone="bad">Disabled</Badge>;
  return failingSince === null ? (
    <Badge tone="good">Enabled</Badge>
  ) : (
    <Badge tone="warn">Failing</Badge>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, client } from '../../api/index.ts';
import { Button, Dialog, Note } from '../../design/index.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { SecretShown } from './secret-shown.tsx';
import { ERRORS, type Webhook } from './webhook-words.ts';

/** What can be done with a webhook. */
export function WebhookActions({ webhook }: { readonly webhook: Webhook }) {
  const [asking, setAsking] = useState<'secret' | 'delete'>();
  const queries = useQueryClient();
  const { id, url, status } = webhook;
  const params = { path: { id } };
  const renew = () => queries.invalidateQueries();
  const test = useMutation({
    mutationFn: async () => (await client.POST('/api/v1/webhooks/{id}/test', { params })).data,
    onSettled: renew,
  });
  const enable = useMutation({
    mutationFn: (enabled: boolean) =>
      client.PATCH('/api/v1/webhooks/{id}', { params, body: { enabled } }),
    onSettled: renew,
  });
  const isEnabled = status === 'enabled';
  const error = test.error ?? enable.error;
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-2">
      <div className="flex flex-wrap gap-1">
        <Button small variant="quiet" busy={test.isPending} onClick={() => test.mutate()}>
          Send a test
        </Button>
        <Button
          small
          variant="quiet"
          busy={enable.isPending}
          onClick={() => enable.mutate(!isEnabled)}
        >
          {isEnabled ? 'Disable' : 'Enable'}
        </Button>
        <Button small variant="quiet" onClick={() => setAsking('secret')}>
          New secret
        </Button>
        <Button small variant="quiet" onClick={() => setAsking('delete')}>
          Delete
        </Button>
      </div>
      {test.data && <Answer told={test.data} />}
      {error && <Note tone="bad">{ApiProblem.from(error).message}</Note>}
      <SecretDialog
        webhookId={id}
        open={asking === 'secret'}
        onClose={() => setAsking(undefined)}
      />
      <ConfirmDialog
        title="Delete this webhook?"
        verb="Delete"
        open={asking === 'delete'}
        onClose={() => setAsking(undefined)}
        act={() => client.DELETE('/api/v1/webhooks/{id}', { params })}
      >
        <p>
          <code className="font-mono wrap-anywhere">{url}</code> gets nothing any more, and what
          waits for it is deleted too.
        </p>
      </ConfirmDialog>
    </div>
  );
}

interface Answered {
  readonly delivered: boolean;
  readonly statusCode: number | null;
  readonly durationMs: number;
  readonly error: keyof typeof ERRORS | null;
  readonly excerpt: string;
}

function Answer({
  told: { delivered, statusCode, durationMs, error, excerpt },
}: {
  told: Answered;
}) {
  return (
    <div role="status">
      <Note tone={delivered ? 'good' : 'bad'}>
        {delivered ? 'It arrived' : `It did not arrive: ${error === null ? '' : ERRORS[error]}`}
        {statusCode === null ? '' : `, ${statusCode}`}, after {durationMs} ms.
        {excerpt !== '' && <code className="mt-1 block font-mono break-all">{excerpt}</code>}
      </Note>
    </div>
  );
}

function SecretDialog({
  webhookId: id,
  open,
  onClose,
}: {
  readonly webhookId: string;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} title="New secret">
      <NewSecret id={id} onDone={onClose} />
    </Dialog>
  );
}

function NewSecret({ id, onDone }: { readonly id: string; readonly onDone: () => void }) {
  const make = useMutation({
    mutationFn: async () =>
      (await client.POST('/api/v1/webhooks/{id}/secret', { params: { path: { id } } })).data,
  });
  if (make.data) return <SecretShown secret={make.data.secret} what="secret" onDone={onDone} />;
  return (
    <div className="flex flex-col gap-3">
      <p>
        For 24 hours messages carry signatures by both, the new one and the one before. Change it at
        the receiver in that time.
      </p>
      {make.error && <Note tone="bad">{ApiProblem.from(make.error).message}</Note>}
      <Button
        variant="primary"
        className="self-end"
        busy={make.isPending}
        onClick={() => make.mutate()}
      >
        Make a new secret
      </Button>
    </div>
  );
}

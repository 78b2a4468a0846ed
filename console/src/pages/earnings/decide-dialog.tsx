import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, client } from '../../api/index.ts';
import { Button, Dialog, Field, Note, Textarea, usd } from '../../design/index.ts';
import { causeOf, type Refund } from './refund-words.ts';

/** Agrees to a refund, or refuses it for good. */
export function DecideDialog({
  refund,
  decision,
  onClose,
}: {
  readonly refund: Refund;
  /** Undefined while nothing is asked. */
  readonly decision: 'approve' | 'decline' | undefined;
  readonly onClose: () => void;
}) {
  const [note, setNote] = useState('');
  const queries = useQueryClient();
  const isDecline = decision === 'decline';
  const decide = useMutation({
    mutationFn: () => send(refund.id, isDecline, note.trim()),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries();
    },
  });
  const verb = isDecline ? 'Decline' : 'Approve';
  const form = `decide-${refund.id}`;
  return (
    <Dialog
      open={decision !== undefined}
      onClose={onClose}
      title={`${verb} the refund of ${usd(refund.amount)}?`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={form}
            variant={isDecline ? 'danger' : 'primary'}
            busy={decide.isPending}
          >
            {verb}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          decide.mutate();
        }}
      >
        <blockquote className="rounded-control bg-sunk px-3 py-2">{causeOf(refund)}</blockquote>
        <p className="text-sm text-faint">
          {isDecline
            ? 'This is final. Whoever knows the refund sees that it was declined, but not your note.'
            : 'You owe it from now on, and send the money next. This is final.'}
        </p>
        <Field label={isDecline ? 'Why' : 'Note (optional)'} hint="For your records">
          {(props) => (
            <Textarea
              {...props}
              rows={2}
              maxLength={500}
              required={isDecline}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
          )}
        </Field>
        {decide.error && <Note tone="bad">{ApiProblem.from(decide.error).message}</Note>}
      </form>
    </Dialog>
  );
}

async function send(id: string, isDecline: boolean, note: string): Promise<void> {
  const params = { path: { id } };
  if (isDecline) await client.POST('/api/v1/refunds/{id}/decline', { params, body: { note } });
  else {
    const body = note === '' ? {} : { note };
    await client.POST('/api/v1/refunds/{id}/approve', { params, body });
  }
}

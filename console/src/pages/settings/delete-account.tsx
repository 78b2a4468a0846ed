import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, client, type Schema } from '../../api/index.ts';
import { Button, Card, count, Dialog, Field, Input, Note, StateView } from '../../design/index.ts';
import { useMe } from '../../shell/me.ts';

/** Ends the account for good. */
export function DeleteAccount() {
  const me = useMe();
  const [isAsking, setAsking] = useState(false);
  return (
    <Card title="Delete the account" className="border-bad">
      <StateView of={me} height="h-16">
        {({ username, id }) => (
          <>
            <div className="flex flex-wrap items-center justify-between gap-3">
              <p className="max-w-prose text-sm">
                Keys, secrets, prompts, names, wallets and sessions are erased at once, and what you
                sell is gone. The books of what was paid stay, without your name. Nothing brings the
                account back.
              </p>
              <Button variant="danger" onClick={() => setAsking(true)}>
                Delete the account
              </Button>
            </div>
            <Dialog
              open={isAsking}
              onClose={() => setAsking(false)}
              title="Delete the account for good?"
            >
              <Confirmation word={username ?? id} />
            </Dialog>
          </>
        )}
      </StateView>
    </Card>
  );
}

function Confirmation({ word }: { readonly word: string }) {
  const [typed, setTyped] = useState('');
  const remove = useMutation({
    mutationFn: async () =>
      (await client.DELETE('/api/v1/me', { params: { query: { confirm: typed } } })).data,
  });
  if (remove.data) return <Gone told={remove.data} />;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        remove.mutate();
      }}
    >
      <Field
        label={
          <>
            Type <strong className="font-mono">{word}</strong> to go on
          </>
        }
      >
        {(props) => (
          <Input
            {...props}
            className="font-mono"
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
      </Field>
      {remove.error && <Note tone="bad">{ApiProblem.from(remove.error).message}</Note>}
      <Button
        type="submit"
        variant="danger"
        busy={remove.isPending}
        disabled={typed !== word}
        className="self-end"
      >
        Delete it for good
      </Button>
    </form>
  );
}

function Gone({ told }: { readonly told: Schema<'DeletedAccountDto'> }) {
  return (
    <div className="flex flex-col gap-3" role="status">
      <p className="font-medium">The account is deleted.</p>
      <ul className="list-disc pl-5 text-sm">
        <li>{count(told.openCalls, 'call')} of buyers are finished, or given back</li>
        <li>{count(told.keptResults, 'result')} that buyers paid for can still be fetched</li>
        <li>{count(told.openRefunds, 'refund')} stay open</li>
      </ul>
      <Button variant="primary" className="self-end" onClick={() => location.assign('/console')}>
        Leave
      </Button>
    </div>
  );
}

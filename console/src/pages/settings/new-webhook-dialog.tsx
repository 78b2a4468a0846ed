import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { ApiProblem, client } from '../../api/index.ts';
import { Button, Checkbox, Dialog, Field, Input, Note } from '../../design/index.ts';
import { SecretShown } from './secret-shown.tsx';
import { EVENT_TYPES } from './webhook-words.ts';

interface Inputs {
  readonly url: string;
  readonly description: string;
  /** None for all, also those of later releases. */
  readonly events: readonly string[];
}

/** Makes a webhook, and shows its secret once. */
export function NewWebhookDialog({
  open,
  onClose,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} title="New webhook">
      <NewWebhook onDone={onClose} />
    </Dialog>
  );
}

function NewWebhook({ onDone }: { readonly onDone: () => void }) {
  const queries = useQueryClient();
  const { register, handleSubmit, setError, formState } = useForm<Inputs>({
    defaultValues: { url: '', description: '', events: [] },
  });
  const create = useMutation({
    mutationFn: async ({ url, description, events }: Inputs) => {
      const chosen = events.length === 0 ? null : [...events];
      const body = { url: url.trim(), description: description.trim(), events: chosen };
      return (await client.POST('/api/v1/webhooks', { body })).data;
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['get', '/api/v1/webhooks'] }),
    onError: (error) => {
      for (const { field, message } of ApiProblem.from(error).fields) {
        setError(field as keyof Inputs, { message });
      }
    },
  });
  if (create.data) return <SecretShown secret={create.data.secret} what="secret" onDone={onDone} />;
  const { errors } = formState;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => void handleSubmit((inputs) => create.mutate(inputs))(event)}
    >
      <Field label="Address" hint="Public, by https" error={errors.url?.message}>
        {(props) => (
          <Input
            {...props}
            {...register('url', {
              required: 'The address is missing',
              pattern: {
                value: /^\s*https?:\/\/\S+\s*$/,
                message: 'Such as https://example.com/hook',
              },
            })}
            className="font-mono"
            spellCheck={false}
            placeholder="https://example.com/webhooks"
          />
        )}
      </Field>
      <Field label="Description (optional)" error={errors.description?.message}>
        {(props) => (
          <Input
            {...props}
            {...register('description')}
            maxLength={200}
            placeholder="Bookkeeping"
          />
        )}
      </Field>
      <fieldset>
        <legend className="text-sm font-medium">Events</legend>
        <p className="mb-2 text-sm text-faint">
          Choose none for all, also those of later releases.
        </p>
        <div className="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">
          {EVENT_TYPES.map((type) => (
            <Checkbox key={type} label={type} value={type} {...register('events')} />
          ))}
        </div>
      </fieldset>
      {create.error && Object.keys(errors).length === 0 && (
        <Note tone="bad">{ApiProblem.from(create.error).message}</Note>
      )}
      <Button type="submit" variant="primary" busy={create.isPending} className="self-end">
        Create webhook
      </Button>
    </form>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { ApiProblem, client } from '../../api/index.ts';
import { Button, Checkbox, Dialog, Field, Input, Note } from '../../design/index.ts';
import { SecretShown } from './secret-shown.tsx';

const SCOPES = {
  read: 'Read: see the data of the account',
  publish: 'Publish: change what it sells and connects',
  admin: 'Admin: change the account itself, its wallets and keys',
} as const;

interface Inputs {
  readonly name: string;
  readonly scopes: readonly (keyof typeof SCOPES)[];
  readonly expiresAt: string;
}

/** Makes an API key, and shows it once. */
export function NewKeyDialog({
  open,
  onClose,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} title="New API key">
      <NewKey onDone={onClose} />
    </Dialog>
  );
}

function NewKey({ onDone }: { readonly onDone: () => void }) {
  const queries = useQueryClient();
  const { register, handleSubmit, formState } = useForm<Inputs>({
    defaultValues: { name: '', scopes: ['read'], expiresAt: '' },
  });
  const create = useMutation({
    mutationFn: async ({ name, scopes, expiresAt }: Inputs) => {
      const body = { name: name.trim(), scopes: [...scopes], expiresAt: expiresAt || null };
      return (await client.POST('/api/v1/api-keys', { body })).data;
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['get', '/api/v1/api-keys'] }),
  });
  if (create.data) return <SecretShown secret={create.data.key} what="API key" onDone={onDone} />;
  const { errors } = formState;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => void handleSubmit((inputs) => create.mutate(inputs))(event)}
    >
      <Field label="Name" hint="To tell keys apart" error={errors.name?.message}>
        {(props) => (
          <Input
            {...props}
            {...register('name', { required: 'Give it a name' })}
            maxLength={60}
            placeholder="CI"
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm font-medium">What it may do</legend>
        {Object.entries(SCOPES).map(([scope, words]) => (
          <Checkbox
            key={scope}
            label={words}
            value={scope}
            {...register('scopes', {
              validate: (chosen) => chosen.length > 0 || 'Choose at least one',
            })}
          />
        ))}
        {errors.scopes && (
          <p role="alert" className="text-sm text-bad">
            {errors.scopes.message}
          </p>
        )}
      </fieldset>
      <Field label="Works until (optional)" hint="A day in UTC">
        {(props) => <Input {...props} {...register('expiresAt')} type="date" />}
      </Field>
      {create.error && <Note tone="bad">{ApiProblem.from(create.error).message}</Note>}
      <Button type="submit" variant="primary" busy={create.isPending} className="self-end">
        Create key
      </Button>
    </form>
  );
}

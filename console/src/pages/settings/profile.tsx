import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { ApiProblem, client, type Schema } from '../../api/index.ts';
import { Button, Card, Copyable, date, Field, Input, Note, StateView } from '../../design/index.ts';
import { useMe } from '../../shell/me.ts';

interface Inputs {
  readonly username: string;
  readonly displayName: string;
}

/** Who the account is, for buyers and for the API. */
export function Profile() {
  const me = useMe();
  return (
    <Card title="Profile" about="What buyers see of you.">
      <StateView of={me} height="h-72">
        {(profile) => <ProfileForm profile={profile} />}
      </StateView>
    </Card>
  );
}

function ProfileForm({ profile }: { readonly profile: Schema<'ProfileDto'> }) {
  const queries = useQueryClient();
  const { register, handleSubmit, setError, formState } = useForm<Inputs>({
    values: { username: profile.username ?? '', displayName: profile.displayName ?? '' },
  });
  const save = useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['get', '/api/v1/me'] }),
    onError: (error) => {
      const { code, fields, message } = ApiProblem.from(error);
      for (const each of fields) setError(each.field as keyof Inputs, { message: each.message });
      if (code.startsWith('username')) setError('username', { message });
    },
  });
  const { errors, isDirty } = formState;
  const isElsewhere = save.error && Object.keys(errors).length === 0;
  return (
    <form
      className="grid max-w-2xl grid-cols-1 gap-4 sm:grid-cols-2"
      onSubmit={(event) => void handleSubmit((inputs) => save.mutate(inputs))(event)}
    >
      <Field
        label="Username"
        error={errors.username?.message}
        hint={
          profile.username === null
            ? 'You need one before you can publish.'
            : 'Changing it changes the addresses of what you sell.'
        }
      >
        {(props) => (
          <Input
            {...props}
            {...register('username', {
              pattern: {
                value: /^[a-z0-9_]{3,20}$/,
                message: '3 to 20 small letters, digits and underscores',
              },
            })}
            autoComplete="off"
            spellCheck={false}
            placeholder="ada"
          />
        )}
      </Field>
      <Field
        label="Display name"
        error={errors.displayName?.message}
        hint="Beside your username. Leave it empty for none."
      >
        {(props) => (
          <Input
            {...props}
            {...register('displayName')}
            maxLength={60}
            placeholder="Ada Lovelace"
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-3 sm:col-span-2">
        <Button type="submit" variant="primary" busy={save.isPending} disabled={!isDirty}>
          Save
        </Button>
        {save.isSuccess && !isDirty && (
          <span role="status" className="text-sm text-good">
            Saved
          </span>
        )}
      </div>
      {isElsewhere && (
        <div className="sm:col-span-2">
          <Note tone="bad">{ApiProblem.from(save.error).message}</Note>
        </div>
      )}
      <Fixed profile={profile} />
    </form>
  );
}

/** What nobody changes. */
function Fixed({ profile }: { readonly profile: Schema<'ProfileDto'> }) {
  return (
    <dl className="flex flex-col gap-3 border-t border-line pt-4 text-sm sm:col-span-2">
      {profile.walletAddress !== null && (
        <div>
          <dt className="mb-1 text-faint">Wallet that you sign in with</dt>
          <dd>
            <Copyable text={profile.walletAddress} what="the address of your wallet" />
          </dd>
        </div>
      )}
      <div>
        <dt className="mb-1 text-faint">Account, since {date(profile.createdAt)}</dt>
        <dd>
          <Copyable text={profile.id} what="the id of your account" />
        </dd>
      </div>
    </dl>
  );
}

async function change({ username, displayName }: Inputs): Promise<void> {
  await client.PATCH('/api/v1/me', {
    body: {
      ...(username.trim() !== '' && { username: username.trim() }),
      displayName: displayName.trim() || null,
    },
  });
}

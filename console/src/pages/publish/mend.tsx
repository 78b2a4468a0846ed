import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, client, type Schema } from '../../api/index.ts';
import { Button, Failed, Field, Input, OutIcon } from '../../design/index.ts';
import { useRefresh } from './draft.ts';

/** Chooses the username where its lack is told: the settings have the same. */
export function ChooseUsername() {
  const [username, setUsername] = useState('');
  const refresh = useRefresh();
  const save = useMutation({
    mutationFn: () => client.PATCH('/api/v1/me', { body: { username: username.trim() } }),
    onSuccess: refresh,
  });
  const { fields, message } = ApiProblem.from(save.error);
  return (
    <form
      noValidate
      className="flex max-w-sm flex-col items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Field label="Username" error={save.error ? (fields[0]?.message ?? message) : undefined}>
        {(props) => (
          <div className="flex gap-2">
            <Input
              {...props}
              value={username}
              onChange={({ target }) => setUsername(target.value)}
              maxLength={20}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder="ada"
            />
            <Button type="submit" busy={save.isPending} disabled={username.trim() === ''}>
              Save
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}

/** Shows whose terms they are, and accepts them. */
export function AcceptTerms({
  terms: { provider, name, url, version },
}: {
  readonly terms: Schema<'ProviderTermsDto'>;
}) {
  const refresh = useRefresh();
  const accept = useMutation({
    mutationFn: () =>
      client.PUT('/api/v1/me/provider-terms/{provider}', {
        params: { path: { provider } },
        body: { version },
      }),
    onSuccess: refresh,
  });
  return (
    <div className="flex flex-wrap items-center gap-3">
      <a
        href={url}
        target="_blank"
        rel="noreferrer"
        className="link inline-flex items-center gap-1"
      >
        Read the terms of {version} <OutIcon />
      </a>
      <Button small busy={accept.isPending} onClick={() => accept.mutate()}>
        Accept the terms of {name}
      </Button>
      {accept.error && <Failed error={accept.error} />}
    </div>
  );
}

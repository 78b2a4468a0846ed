import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, client } from '../../api/index.ts';
import { Button, Field, Input } from '../../design/index.ts';

/** The other way in: with an API key, which the browser holds where no script reads it. */
export function ApiKeyForm({ onDone }: { readonly onDone: () => void }) {
  const [apiKey, setApiKey] = useState('');
  const use = useMutation({
    mutationFn: () => client.POST('/api/v1/auth/browser/api-key', { body: { apiKey } }),
    onSuccess: onDone,
  });
  return (
    <details className="mt-6 border-t border-line pt-4">
      <summary className="text-sm font-medium text-faint">Use an API key</summary>
      <form
        className="mt-3 flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          use.mutate();
        }}
      >
        <Field
          label="API key"
          hint="You can do what its scopes say. The browser forgets it when you close it."
          error={use.error ? ApiProblem.from(use.error).message : undefined}
        >
          {(props) => (
            <Input
              {...props}
              type="password"
              autoComplete="off"
              required
              value={apiKey}
              onChange={({ target }) => setApiKey(target.value.trim())}
            />
          )}
        </Field>
        <Button type="submit" busy={use.isPending}>
          Sign in with this key
        </Button>
      </form>
    </details>
  );
}

import type { ReactNode } from 'react';
import { useFormContext } from 'react-hook-form';
import { api } from '../../api/index.ts';
import { Input } from '../../design/index.ts';
import type { Inputs } from './configuration.ts';
import type { Draft } from './draft.ts';
import { FormField } from './form-field.tsx';

/** A secret of the resource. It is sent once and never comes back: only its last signs are shown. */
export function SecretField({
  draft,
  label,
  hint,
}: {
  readonly draft: Draft | undefined;
  readonly label: ReactNode;
  readonly hint: string;
}) {
  const { register } = useFormContext<Inputs>();
  const path = { id: draft?.id ?? '' };
  const stored = api.useQuery(
    'get',
    '/api/v1/resources/{id}/secret',
    { params: { path } },
    { enabled: draft !== undefined },
  ).data;
  const ending = stored?.hint ? `, and ends with ${stored.hint}` : '';
  return (
    <FormField
      name="secret"
      label={label}
      hint={
        stored?.hasSecret
          ? `One is stored${ending}. Leave this empty to keep it.`
          : `${hint} The server encrypts it and never shows it again.`
      }
    >
      {(props) => (
        <Input
          {...props}
          {...register('secret', {
            pattern: { value: /^[\x20-\x7e]*$/, message: 'Plain letters, digits and signs only.' },
          })}
          type="password"
          autoComplete="new-password"
          spellCheck={false}
          maxLength={4096}
          className="font-mono"
        />
      )}
    </FormField>
  );
}

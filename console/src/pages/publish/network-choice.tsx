import { useId } from 'react';
import { useFormContext } from 'react-hook-form';
import { useNetworkName, useNetworks } from '../../chain/index.ts';
import { Checkbox } from '../../design/index.ts';
import type { DetailInputs } from './details.ts';
import type { Draft } from './draft.ts';

/** On which networks buyers can pay, if there is more than one. */
export function NetworkChoice({ draft }: { readonly draft: Draft }) {
  const { register, formState } = useFormContext<DetailInputs>();
  const taken = useNetworks().data?.items ?? [];
  const nameOf = useNetworkName();
  const errorId = useId();
  const ids = [...new Set([...taken.map(({ id }) => id), ...draft.networks])];
  if (ids.length < 2) return null;
  const error = formState.errors.networks?.message;
  return (
    <fieldset className="mt-4" aria-describedby={error && errorId}>
      <legend className="mb-1 text-sm font-medium">Buyers pay on</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {ids.map((id) => (
          <Checkbox
            key={id}
            label={nameOf(id)}
            value={id}
            {...register('networks', {
              validate: (chosen) => chosen.length > 0 || 'Choose one at least.',
            })}
          />
        ))}
      </div>
      {error && (
        <p id={errorId} role="alert" className="mt-1 text-sm text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}

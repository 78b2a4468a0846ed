import { useFormContext } from 'react-hook-form';
import { Card, Field, Input } from '../../design/index.ts';
import { type DetailInputs, isPrice } from './details.ts';
import { type Draft, runsModel } from './draft.ts';
import { NetworkChoice } from './network-choice.tsx';
import { UsagePrice } from './usage-price.tsx';

/** What a call costs, and where it is paid. */
export function PriceCard({ draft }: { readonly draft: Draft }) {
  const { register, watch, formState } = useFormContext<DetailInputs>();
  const isMost = watch('charging') !== 'fixed';
  return (
    <Card title="Price" about="In USDC, for one call. It goes to your wallet directly.">
      <div className="flex flex-col gap-4">
        <Field
          label={isMost ? 'At most, dollars for a call' : 'Dollars for a call'}
          error={formState.errors.price?.message}
          hint="From $0.01. Many clients of buyers ask before they pay more than $1."
        >
          {(props) => (
            <div className="flex items-center gap-2">
              <span aria-hidden="true" className="text-faint">
                $
              </span>
              <Input
                {...props}
                {...register('price', { required: 'Say what a call costs.', validate: isPrice })}
                inputMode="decimal"
                autoComplete="off"
                maxLength={20}
                placeholder="0.05"
                className="figures max-w-40"
              />
            </div>
          )}
        </Field>
        {runsModel(draft) && <UsagePrice />}
      </div>
      <NetworkChoice draft={draft} />
    </Card>
  );
}

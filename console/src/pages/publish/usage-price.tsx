import { useFormContext } from 'react-hook-form';
import { Field, Input, Select } from '../../design/index.ts';
import type { DetailInputs } from './details.ts';

const AMOUNT = { value: /^\s*\d+(\.\d{1,6})?\s*$/, message: 'Write it like 0.001.' };
const PERCENT = { value: /^\s*\d{1,4}(\.\d{1,2})?\s*$/, message: 'Write it like 20.' };

/** Whether each call costs the same, or what it used up to the price. */
export function UsagePrice() {
  const { register, watch } = useFormContext<DetailInputs>();
  const charging = watch('charging');
  return (
    <>
      <Field
        label="What a call is charged"
        hint={
          charging === 'fixed'
            ? undefined
            : 'Buyers whose client can sign a maximum pay what the answer used; all others pay the price.'
        }
      >
        {(props) => (
          <Select {...props} {...register('charging')} className="max-w-96">
            <option value="fixed">The price, whatever it used</option>
            <option value="tokens">Its tokens, up to the price</option>
            <option value="cost">What it cost you and a percentage, up to the price</option>
          </Select>
        )}
      </Field>
      {charging !== 'fixed' && (
        <div className="grid gap-4 sm:grid-cols-3">
          <Part name="minimum" label="At least, in dollars" placeholder="0.001" />
          {charging === 'tokens' ? (
            <>
              <Part
                name="inputPerMillion"
                label="A million tokens in, in dollars"
                placeholder="3"
              />
              <Part
                name="outputPerMillion"
                label="A million tokens out, in dollars"
                placeholder="15"
              />
            </>
          ) : (
            <Part name="costPlusPercent" label="Percent on top of the cost" placeholder="20" />
          )}
        </div>
      )}
    </>
  );
}

function Part({
  name,
  label,
  placeholder,
}: {
  readonly name: keyof DetailInputs['usagePrice'];
  readonly label: string;
  readonly placeholder: string;
}) {
  const { register, formState } = useFormContext<DetailInputs>();
  const rules = {
    required: 'Say how much.',
    pattern: name === 'costPlusPercent' ? PERCENT : AMOUNT,
    shouldUnregister: true,
  };
  return (
    <Field label={label} error={formState.errors.usagePrice?.[name]?.message}>
      {(props) => (
        <Input
          {...props}
          {...register(`usagePrice.${name}`, rules)}
          inputMode="decimal"
          autoComplete="off"
          maxLength={20}
          placeholder={placeholder}
          className="figures"
        />
      )}
    </Field>
  );
}

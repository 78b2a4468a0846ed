import { useFormContext } from 'react-hook-form';
import { Card, Checkbox, Field, Input, Select } from '../../design/index.ts';
import type { DetailInputs } from './details.ts';
import type { Draft } from './draft.ts';

const WHOLE = { value: /^[1-9]\d*$/, message: 'A whole number from 1, or nothing.' };
const DOLLARS = {
  value: /^(0|[1-9]\d{0,6})(\.\d{1,6})?$/,
  message: 'Write it like 5.00, or nothing.',
};

/** What most leave as it is: refunds, when buyers are charged, and what holds calls back. */
export function MoreDetails({ draft }: { readonly draft: Draft }) {
  const { register } = useFormContext<DetailInputs>();
  const isElsewhere = draft.type === 'external';
  return (
    <Card title="Refunds and limits" about="You can leave all of it as it is.">
      <div className="flex flex-col gap-4">
        <Checkbox
          label="Say in the shop that you grant refunds. Buyers can ask in any case; you decide, and send it from your wallet."
          {...register('supportsRefunds')}
        />
        {!isElsewhere && <Limits />}
      </div>
    </Card>
  );
}

function Limits() {
  const { register } = useFormContext<DetailInputs>();
  return (
    <>
      <Field label="Buyers are charged" hint="What fails after it was charged is owed back.">
        {(props) => (
          <Select {...props} {...register('settlementPolicy')} className="max-w-96">
            <option value="after_execution">Once there is a result</option>
            <option value="before_execution">Before costly work starts</option>
          </Select>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Limit
          name="dailySpendUsd"
          label="It may cost you in a day, in dollars"
          hint="On your key, test runs included. Days of UTC."
        />
        <Limit name="callsPerMinute" label="Calls in a minute" />
        <Limit name="concurrentCalls" label="Calls at once" />
        <Limit name="inputBytes" label="Largest input, in bytes" />
      </div>
    </>
  );
}

function Limit({
  name,
  label,
  hint,
}: {
  readonly name: keyof DetailInputs['limits'];
  readonly label: string;
  readonly hint?: string;
}) {
  const { register, formState } = useFormContext<DetailInputs>();
  const isDollars = name === 'dailySpendUsd';
  const rules = { pattern: isDollars ? DOLLARS : WHOLE };
  return (
    <Field label={label} hint={hint} error={formState.errors.limits?.[name]?.message}>
      {(props) => (
        <Input
          {...props}
          {...register(`limits.${name}`, rules)}
          inputMode={isDollars ? 'decimal' : 'numeric'}
          autoComplete="off"
          placeholder="No limit"
          className="figures"
        />
      )}
    </Field>
  );
}

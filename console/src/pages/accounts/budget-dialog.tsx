import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm, useWatch } from 'react-hook-form';
import { ApiProblem, type Schema } from '../../api/index.ts';
import { Button, Dialog, Field, Input, Note, Select } from '../../design/index.ts';
import type { Account } from './account.ts';
import { ResourceField } from './budget-choices.tsx';
import { BudgetScope } from './budget-scope.tsx';
import { thresholdsOf } from './budget-words.ts';
import { type BudgetInputs, saveBudget, startingWith } from './save-budget.ts';

type Budget = Schema<'BudgetDto'>;

interface Props {
  readonly account: Account;
  /** Changed; without one a new one is made. */
  readonly budget?: Budget;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Makes a budget, or changes its name, amount, thresholds and pause. */
export function BudgetDialog({ open, onClose, ...rest }: Props) {
  const title = rest.budget === undefined ? 'New budget' : `Change “${rest.budget.name}”`;
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <BudgetForm onDone={onClose} {...rest} />
    </Dialog>
  );
}

function BudgetForm({
  account,
  budget,
  onDone,
}: Omit<Props, 'open' | 'onClose'> & { readonly onDone: () => void }) {
  const queries = useQueryClient();
  const form = useForm<BudgetInputs>({ defaultValues: startingWith(account, budget) });
  const { register, control, formState } = form;
  const pause = useWatch({ control, name: 'pause' });
  const { errors } = formState;
  const save = useMutation({
    mutationFn: (inputs: BudgetInputs) => saveBudget(account, budget?.id, inputs),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries({ queryKey: ['get', '/api/v1/insights/budgets'] });
    },
    onError: (error) => {
      for (const { field, message } of ApiProblem.from(error).fields) {
        form.setError(field as keyof BudgetInputs, { message });
      }
    },
  });
  return (
    <form
      className="grid grid-cols-1 gap-4 sm:grid-cols-2"
      onSubmit={(event) => void form.handleSubmit((inputs) => save.mutate(inputs))(event)}
    >
      <Field label="Name" error={errors.name?.message} className="sm:col-span-2">
        {(props) => (
          <Input {...props} {...register('name', { required: 'Give it a name' })} maxLength={80} />
        )}
      </Field>
      <Field label="Amount, in USD" error={errors.amountUsd?.message}>
        {(props) => (
          <Input
            {...props}
            {...register('amountUsd', {
              required: 'Say how much',
              pattern: { value: /^\d+(\.\d+)?$/, message: 'Such as 100 or 99.50' },
            })}
            inputMode="decimal"
            placeholder="100.00"
          />
        )}
      </Field>
      <Field label="Tell me at" hint="Percent, with commas" error={errors.thresholds?.message}>
        {(props) => (
          <Input
            {...props}
            {...register('thresholds', {
              validate: (text) => thresholdsOf(text) !== undefined || 'Such as 50, 80, 100',
            })}
          />
        )}
      </Field>
      {budget === undefined && <BudgetScope account={account} form={form} />}
      <Field
        label="When it is reached"
        hint="What is paused stays so until you resume it."
        error={errors.pause?.message}
        className="sm:col-span-2"
      >
        {(props) => (
          <Select {...props} {...register('pause')}>
            <option value="nothing">Only tell me</option>
            <option value="key">Tell me, and switch my {account.key} key off at the last</option>
            <option value="resource">Tell me, and take a resource off sale at the last</option>
          </Select>
        )}
      </Field>
      {pause === 'resource' && <ResourceField form={form} />}
      <div className="flex flex-col gap-3 sm:col-span-2">
        {save.error && <Note tone="bad">{ApiProblem.from(save.error).message}</Note>}
        <Button type="submit" variant="primary" busy={save.isPending} className="self-end">
          {budget === undefined ? 'Create budget' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

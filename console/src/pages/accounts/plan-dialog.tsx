import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { ApiProblem, client, type Schema } from '../../api/index.ts';
import { Button, Dialog, Field, Input, Note, Select } from '../../design/index.ts';
import type { Account } from './account.ts';

interface Inputs {
  readonly tier: string;
  readonly price: string;
  readonly cycle: '' | 'monthly' | 'yearly';
  readonly nextPayment: string;
}

/** Declares the plan of an account. */
export function PlanDialog({
  account,
  plan,
  open,
  onClose,
}: {
  readonly account: Account;
  readonly plan: Schema<'PlanDto'>;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} title={`Your plan with ${account.name}`}>
      <PlanForm account={account} plan={plan} onDone={onClose} />
    </Dialog>
  );
}

function PlanForm({
  account: { provider },
  plan,
  onDone,
}: {
  readonly account: Account;
  readonly plan: Schema<'PlanDto'>;
  readonly onDone: () => void;
}) {
  const queries = useQueryClient();
  const { register, handleSubmit, setError, formState } = useForm<Inputs>({
    defaultValues: {
      tier: plan.tier.value ?? '',
      price: plan.price.value ?? '',
      cycle: (plan.cycle.value ?? '') as Inputs['cycle'],
      nextPayment: plan.nextPayment.value ?? '',
    },
  });
  const save = useMutation({
    mutationFn: (inputs: Inputs) => declare(provider, inputs),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries();
    },
    onError: (error) => {
      for (const { field, message } of ApiProblem.from(error).fields) {
        setError(field as keyof Inputs, { message });
      }
    },
  });
  const { errors } = formState;
  return (
    <form
      className="grid grid-cols-1 gap-4 sm:grid-cols-2"
      onSubmit={(event) => void handleSubmit((inputs) => save.mutate(inputs))(event)}
    >
      <p className="text-sm text-faint sm:col-span-2">
        No provider tells this. It stands here as you say it, and is marked so.
      </p>
      <Field label="Plan" error={errors.tier?.message}>
        {(props) => <Input {...props} {...register('tier')} maxLength={60} placeholder="Team" />}
      </Field>
      <Field label="Price of a cycle, in USD" error={errors.price?.message}>
        {(props) => (
          <Input {...props} {...register('price')} inputMode="decimal" placeholder="150.00" />
        )}
      </Field>
      <Field label="Billing cycle" error={errors.cycle?.message}>
        {(props) => (
          <Select {...props} {...register('cycle')}>
            <option value="">Not said</option>
            <option value="monthly">Monthly</option>
            <option value="yearly">Yearly</option>
          </Select>
        )}
      </Field>
      <Field label="Next payment" error={errors.nextPayment?.message}>
        {(props) => <Input {...props} {...register('nextPayment')} type="date" />}
      </Field>
      <div className="flex flex-col gap-3 sm:col-span-2">
        {save.error && ApiProblem.from(save.error).fields.length === 0 && (
          <Note tone="bad">{ApiProblem.from(save.error).message}</Note>
        )}
        <Button type="submit" variant="primary" busy={save.isPending} className="self-end">
          Save
        </Button>
      </div>
    </form>
  );
}

/** What is left empty is not said any more. */
async function declare(provider: string, inputs: Inputs): Promise<void> {
  await client.PUT('/api/v1/integrations/{provider}/plan', {
    params: { path: { provider } },
    body: {
      tier: inputs.tier.trim() || null,
      price: inputs.price.trim() || null,
      cycle: inputs.cycle || null,
      nextPayment: inputs.nextPayment || null,
    },
  });
}

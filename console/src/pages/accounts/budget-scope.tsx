import { type UseFormReturn, useWatch } from 'react-hook-form';
import { Field, Select } from '../../design/index.ts';
import { ownZone } from '../../shell/period.ts';
import type { Account } from './account.ts';
import { ResourceField, WorkspaceField } from './budget-choices.tsx';
import type { BudgetInputs } from './save-budget.ts';

/** Whose spending counts, and for which time: of a budget that is there, neither changes. */
export function BudgetScope({
  account,
  form,
}: {
  readonly account: Account;
  readonly form: UseFormReturn<BudgetInputs>;
}) {
  const { register, control, formState } = form;
  const { errors } = formState;
  const [scope, pause] = useWatch({ control, name: ['scope', 'pause'] });
  const isBill = scope === 'bill' || scope === 'workspace';
  return (
    <>
      <Field label="Of" error={errors.scope?.message} className="sm:col-span-2">
        {(props) => (
          <Select {...props} {...register('scope')}>
            <option value="bill">The bill of {account.name}</option>
            {'workspace' in account.ways && (
              <option value="workspace">The bill of one workspace at {account.name}</option>
            )}
            <option value="key">Calls on your {account.key} key</option>
            <option value="resource">Calls of one resource</option>
            <option value="calls">All calls on your keys</option>
          </Select>
        )}
      </Field>
      {scope === 'workspace' && <WorkspaceField form={form} />}
      {scope === 'resource' && pause !== 'resource' && <ResourceField form={form} />}
      <Field label="For" error={errors.period?.message}>
        {(props) => (
          <Select {...props} {...register('period')}>
            <option value="month">each month</option>
            <option value="day">each day</option>
          </Select>
        )}
      </Field>
      <Field
        label="Of the zone"
        error={errors.tz?.message}
        hint={isBill ? `${account.name} counts days of UTC.` : undefined}
      >
        {(props) =>
          isBill ? (
            <Select {...props} disabled value="UTC">
              <option>UTC</option>
            </Select>
          ) : (
            <Select {...props} {...register('tz')}>
              {[...new Set([ownZone(), 'UTC'])].map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </Select>
          )
        }
      </Field>
    </>
  );
}

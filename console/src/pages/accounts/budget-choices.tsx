import type { UseFormReturn } from 'react-hook-form';
import { api } from '../../api/index.ts';
import { Field, Select } from '../../design/index.ts';
import type { BudgetInputs } from './save-budget.ts';

/** As many as the API tells at once. */
const MOST = 100;

interface Props {
  readonly form: UseFormReturn<BudgetInputs>;
}

/** Chooses one of the creator's resources. */
export function ResourceField({ form: { register, formState } }: Props) {
  const resources = useResources();
  return (
    <Choice
      label="Resource"
      options={resources.data?.items}
      hint={resources.data?.nextCursor ? `The ${MOST} newest` : undefined}
      error={
        resources.error ? 'Your resources are not known now' : formState.errors.resourceId?.message
      }
      register={register('resourceId', { required: 'Choose one' })}
    />
  );
}

/** Chooses one of the workspaces at Anthropic. */
export function WorkspaceField({ form: { register, formState } }: Props) {
  const workspaces = useWorkspaces();
  return (
    <Choice
      label="Workspace"
      options={workspaces.data?.items}
      error={
        workspaces.error
          ? 'Anthropic does not tell the workspaces now'
          : formState.errors.workspaceId?.message
      }
      register={register('workspaceId', { required: 'Choose one' })}
    />
  );
}

/** The name of a resource of the creator, or what stands for it while it is not known. */
export function ResourceName({ id }: { readonly id: string }) {
  const { data } = api.useQuery('get', '/api/v1/resources/mine/{id}', { params: { path: { id } } });
  return data === undefined ? 'one resource' : `“${data.name}”`;
}

/** The same of a workspace. */
export function WorkspaceName({ id }: { readonly id: string }) {
  const found = useWorkspaces().data?.items.find((each) => each.id === id);
  return found === undefined ? 'one workspace' : `the workspace “${found.name}”`;
}

function useResources() {
  return api.useQuery('get', '/api/v1/resources/mine', { params: { query: { limit: MOST } } });
}

function useWorkspaces() {
  return api.useQuery('get', '/api/v1/integrations/anthropic/workspaces');
}

function Choice({
  label,
  options,
  hint,
  error,
  register,
}: {
  readonly label: string;
  readonly options: readonly { readonly id: string; readonly name: string }[] | undefined;
  readonly hint?: string | undefined;
  readonly error: string | undefined;
  readonly register: ReturnType<Props['form']['register']>;
}) {
  return (
    <Field label={label} hint={hint} error={error} className="sm:col-span-2">
      {(props) => (
        <Select {...props} {...register}>
          <option value="">{options === undefined ? 'Loading…' : 'Choose…'}</option>
          {options?.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

import { useFormContext, useWatch } from 'react-hook-form';
import { PARAMETER_NAME } from '../../../../src/modules/resources/templates/template.ts';
import { Button, Checkbox, CloseIcon, DownIcon, Input, UpIcon } from '../../design/index.ts';
import type { Inputs } from './configuration.ts';
import { FormField, Optional } from './form-field.tsx';
import { promptProblem } from './placeholders.ts';

/** One parameter: what it is called, what buyers read of it, and what it may be. */
export function ParameterItem({
  at,
  of: many,
  onMove,
  onRemove,
}: {
  readonly at: number;
  readonly of: number;
  readonly onMove: (by: 1 | -1, name: string) => void;
  readonly onRemove: () => void;
}) {
  const { control } = useFormContext<Inputs>();
  const name = useWatch({ control, name: `config.parameters.${at}.name` }) ?? '';
  const called = name || `parameter ${at + 1}`;
  return (
    <li className="rounded-control border border-line p-3 sm:p-4">
      <div className="mb-3 flex items-center justify-between gap-2">
        <code className="min-w-0 truncate font-mono text-sm">
          {name === '' ? `Parameter ${at + 1}` : `{{${name}}}`}
        </code>
        <div className="flex gap-1">
          <Button
            small
            variant="quiet"
            data-way="up"
            disabled={at === 0}
            aria-label={`Move ${called} up`}
            onClick={() => onMove(-1, name)}
          >
            <UpIcon />
          </Button>
          <Button
            small
            variant="quiet"
            data-way="down"
            disabled={at === many - 1}
            aria-label={`Move ${called} down`}
            onClick={() => onMove(1, name)}
          >
            <DownIcon />
          </Button>
          <Button small variant="quiet" aria-label={`Remove ${called}`} onClick={onRemove}>
            <CloseIcon />
          </Button>
        </div>
      </div>
      <ParameterFields at={at} />
    </li>
  );
}

function ParameterFields({ at }: { readonly at: number }) {
  const { register, control } = useFormContext<Inputs>();
  const path = `config.parameters.${at}` as const;
  const isRequired = useWatch({ control, name: `${path}.required` });
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <NameField at={at} />
      <FormField name={`${path}.maxLength`} label="At most, in characters">
        {(props) => (
          <Input
            {...props}
            {...register(`${path}.maxLength`, {
              pattern: { value: /^[1-9]\d*$/, message: 'A whole number from 1.' },
            })}
            inputMode="numeric"
            autoComplete="off"
          />
        )}
      </FormField>
      <FormField
        name={`${path}.description`}
        label={
          <>
            Description
            <Optional />
          </>
        }
        className="sm:col-span-2"
      >
        {(props) => (
          <Input
            {...props}
            {...register(`${path}.description`)}
            maxLength={500}
            placeholder="What to write about"
          />
        )}
      </FormField>
      <div className="sm:col-span-2">
        <Checkbox label="Buyers have to send it" {...register(`${path}.required`)} />
      </div>
      {isRequired === false && (
        <FormField
          name={`${path}.default`}
          label={
            <>
              Otherwise
              <Optional />
            </>
          }
          hint="What stands in the prompt when the buyer sends nothing."
          className="sm:col-span-2"
        >
          {(props) => <Input {...props} {...register(`${path}.default`)} />}
        </FormField>
      )}
    </div>
  );
}

/** Says while it is typed whether the prompt has it. */
function NameField({ at }: { readonly at: number }) {
  const { register, control, getFieldState, formState } = useFormContext<Inputs>();
  const path = `config.parameters.${at}.name` as const;
  const config = useWatch({ control, name: 'config' });
  const problem = (of: Inputs['config']) => promptProblem(of, `config.parameters[${at}].name`);
  const isTold = getFieldState(path, formState).error !== undefined;
  const live = config.parameters[at]?.name && !isTold ? problem(config) : undefined;
  return (
    <FormField name={path} label="Name" hint={live && <span className="text-warn">{live}</span>}>
      {(props) => (
        <Input
          {...props}
          {...register(path, {
            required: 'Give it a name.',
            pattern: {
              value: PARAMETER_NAME,
              message: 'Small letters, digits and underscores, a letter first.',
            },
            validate: (_, values) => problem(values.config),
          })}
          maxLength={50}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="font-mono"
          placeholder="topic"
        />
      )}
    </FormField>
  );
}

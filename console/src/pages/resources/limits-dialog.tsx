import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { ApiProblem, client, type Schema } from '../../api/index.ts';
import { Button, Dialog, Field, Input, Note } from '../../design/index.ts';

type Set = Schema<'LimitsDto'>;
type Name = keyof Set;
type Inputs = Readonly<Record<Name, string>>;

const WHOLE = { value: /^\d*$/, message: 'A whole number, or nothing' };
const DOLLARS = { value: /^(\d+(\.\d+)?)?$/, message: 'Such as 5 or 0.50, or nothing' };

/** What can be limited, with the words for it. */
const FIELDS: readonly (readonly [Name, string, string, typeof WHOLE])[] = [
  [
    'dailySpendUsd',
    'Spending in a day, in USD',
    'On your key, of UTC days. No run starts that could cost more than is left.',
    DOLLARS,
  ],
  ['callsPerMinute', 'Calls in a minute', 'Further calls are told when to come again.', WHOLE],
  ['concurrentCalls', 'Calls at once', 'Further calls are refused while these run.', WHOLE],
  ['inputBytes', 'Largest input, in bytes', 'Of its JSON.', WHOLE],
];

/** Sets the limits of a resource, and takes them away. */
export function LimitsDialog({
  id,
  limits,
  open,
  onClose,
}: {
  readonly id: string;
  readonly limits: Set;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} title="Limits">
      <LimitsForm id={id} limits={limits} onDone={onClose} />
    </Dialog>
  );
}

function LimitsForm({
  id,
  limits,
  onDone,
}: {
  readonly id: string;
  readonly limits: Set;
  readonly onDone: () => void;
}) {
  const queries = useQueryClient();
  const { register, handleSubmit, setError, formState } = useForm<Inputs>({
    defaultValues: textsOf(limits),
  });
  const save = useMutation({
    mutationFn: (inputs: Inputs) =>
      client.PATCH('/api/v1/resources/{id}', {
        params: { path: { id } },
        body: { limits: limitsOf(inputs) },
      }),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries();
    },
    onError: (error) => {
      for (const { field, message } of ApiProblem.from(error).fields) {
        setError(field.replace('limits.', '') as Name, { message });
      }
    },
  });
  return (
    <form
      className="grid grid-cols-1 gap-4 sm:grid-cols-2"
      onSubmit={(event) => void handleSubmit((inputs) => save.mutate(inputs))(event)}
    >
      <p className="text-sm text-faint sm:col-span-2">
        They count at once, for your own tests too. What you leave empty is not limited.
      </p>
      {FIELDS.map(([name, label, hint, pattern]) => (
        <Field key={name} label={label} hint={hint} error={formState.errors[name]?.message}>
          {(props) => (
            <Input
              {...props}
              {...register(name, { pattern, setValueAs: (text: string) => text.trim() })}
              inputMode={pattern === DOLLARS ? 'decimal' : 'numeric'}
              placeholder="no limit"
            />
          )}
        </Field>
      ))}
      <div className="flex flex-col gap-3 sm:col-span-2">
        {save.error && <Note tone="bad">{ApiProblem.from(save.error).message}</Note>}
        <Button type="submit" variant="primary" busy={save.isPending} className="self-end">
          Save
        </Button>
      </div>
    </form>
  );
}

function textsOf(limits: Set): Inputs {
  const entries = FIELDS.map(([name]) => [name, String(limits[name] ?? '')]);
  return Object.fromEntries(entries) as Inputs;
}

/** What is empty is taken away. */
function limitsOf({ dailySpendUsd, ...whole }: Inputs): Set {
  const numbers = Object.entries(whole).map(([name, text]) => [name, text ? Number(text) : null]);
  return { ...Object.fromEntries(numbers), dailySpendUsd: dailySpendUsd || null } as Set;
}

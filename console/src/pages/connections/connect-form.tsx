import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FieldErrors, useForm } from 'react-hook-form';
import { ApiProblem, client, type Schema } from '../../api/index.ts';
import { Button, Checkbox, Failed, Field, Input, OutIcon } from '../../design/index.ts';
import type { Integration, Way } from './words.ts';

type Inputs = Record<string, string | boolean>;
type InputField = Schema<'IntegrationFieldDto'>;

/** The form that the provider's own data describes: a new service needs no new page. */
export function ConnectForm({
  service: { provider, name },
  way,
  onDone,
}: {
  readonly service: Integration;
  readonly way: Way;
  readonly onDone: () => void;
}) {
  const form = useForm<Inputs>();
  const queries = useQueryClient();
  const connect = useMutation({
    mutationFn: (inputs: Inputs) =>
      way.authType === 'oauth' ? depart(provider, inputs) : send(provider, inputs),
    onSuccess: async () => {
      if (way.authType === 'oauth') return;
      form.reset();
      onDone();
      await queries.invalidateQueries();
    },
    onError: (error) => {
      for (const { field, message } of ApiProblem.from(error).fields) {
        form.setError(field, { message });
      }
    },
  });
  // What is wrong with a field stands at the field.
  const isElsewhere = connect.error && ApiProblem.from(connect.error).fields.length === 0;
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => void form.handleSubmit((inputs) => connect.mutate(inputs))(event)}
    >
      {way.fields.map((field) => (
        <Control
          key={field.key}
          field={field}
          error={messageOf(form.formState.errors, field.key)}
          register={form.register(field.key, rulesOf(field))}
        />
      ))}
      {way.authType === 'oauth' && (
        <p className="text-sm text-faint">
          You go to {name}, permit the access there, and come back here.
        </p>
      )}
      {isElsewhere && <Failed error={connect.error} />}
      <Button
        type="submit"
        variant="primary"
        busy={connect.isPending || (way.authType === 'oauth' && connect.isSuccess)}
        className="self-end"
      >
        {way.authType === 'oauth' ? `Go to ${name}` : 'Connect'}
      </Button>
    </form>
  );
}

function Control({
  field,
  error,
  register,
}: {
  readonly field: InputField;
  readonly error: string | undefined;
  readonly register: object;
}) {
  const { title, description, type, docsUrl, example, required } = field;
  if (type === 'confirmation') {
    return (
      <div>
        <Checkbox label={`${title}. ${description}`} {...register} />
        {error !== undefined && (
          <p role="alert" className="mt-1 text-sm text-bad">
            {error}
          </p>
        )}
      </div>
    );
  }
  return (
    <Field
      label={required ? title : `${title} (optional)`}
      error={error}
      hint={
        <>
          {description}{' '}
          {docsUrl !== null && (
            <a
              href={docsUrl}
              target="_blank"
              rel="noreferrer"
              className="link inline-flex items-center gap-1"
            >
              Where to get it <OutIcon />
            </a>
          )}
        </>
      }
    >
      {(props) => (
        <Input
          {...props}
          {...register}
          type={type === 'secret' ? 'password' : 'text'}
          autoComplete="off"
          spellCheck={false}
          placeholder={String(example)}
          className="font-mono"
        />
      )}
    </Field>
  );
}

function rulesOf({ title, type, required, pattern }: InputField) {
  return {
    ...(required && { required: type === 'confirmation' ? 'Say so first' : `${title} is missing` }),
    ...(pattern !== null && {
      pattern: { value: new RegExp(pattern, 'u'), message: `This is no ${title.toLowerCase()}` },
    }),
  };
}

function messageOf(errors: FieldErrors<Inputs>, key: string): string | undefined {
  return errors[key]?.message;
}

/** What is left empty is left out. */
async function send(provider: string, inputs: Inputs): Promise<void> {
  const params = { path: { provider } };
  await client.POST('/api/v1/integrations/{provider}/connect', { params, body: filled(inputs) });
}

async function depart(provider: string, inputs: Inputs): Promise<void> {
  const { data } = await client.POST('/api/v1/integrations/{provider}/oauth/initiate', {
    params: { path: { provider } },
    body: { ...filled(inputs), returnTo: '/console/connections' },
  });
  if (data !== undefined) location.assign(data.authorizationUrl);
}

function filled(inputs: Inputs): Inputs {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([key, value]) => {
      const told = typeof value === 'string' ? value.trim() : value;
      return told === '' ? [] : [[key, told]];
    }),
  );
}

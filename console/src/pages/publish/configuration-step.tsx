import { useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { FormProvider, useForm, useFormContext } from 'react-hook-form';
import type { ApiProblem } from '../../api/index.ts';
import { Button, ButtonLink, Card, Failed, Input } from '../../design/index.ts';
import { type Inputs, inputsOf } from './configuration.ts';
import type { Draft, Type } from './draft.ts';
import { ExternalFields } from './external-fields.tsx';
import { FormField } from './form-field.tsx';
import { placeProblems } from './form-problems.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { PromptFields } from './prompt-fields.tsx';
import { ProxyFields } from './proxy-fields.tsx';
import { StaticFields } from './static-fields.tsx';
import { Step, StepEnd } from './steps.tsx';
import { typeName } from './types.tsx';
import { useSave } from './use-save.ts';

/** Step two: what is sold. Its end makes the draft on the server. */
export function ConfigurationStep({
  type,
  draft,
}: {
  readonly type: Type;
  readonly draft?: Draft;
}) {
  const form = useForm<Inputs>({ defaultValues: inputsOf(draft) });
  const save = useSave(type, draft);
  const goOn = useGoOn(draft === undefined);
  const [problem, setProblem] = useState<ApiProblem>();
  const submit = (inputs: Inputs) => {
    setProblem(undefined);
    save.mutate(inputs, {
      onSuccess: goOn,
      onError: (error) => setProblem(placeProblems(form, error)),
    });
  };
  return (
    <Step number={2} draft={draft} title={draft?.name ?? typeName(type)} about={ABOUT[type]}>
      <LeaveGuard isUnsaved={form.formState.isDirty && !save.isSuccess} />
      <FormProvider {...form}>
        <form
          noValidate
          className="flex max-w-3xl flex-col gap-4 sm:gap-5"
          onSubmit={(event) => void form.handleSubmit(submit)(event)}
        >
          {draft === undefined && <NameCard />}
          <Fields type={type} draft={draft} />
          {problem && <Failed error={problem} />}
          <StepEnd back={<Back draft={draft} />}>
            <Button type="submit" variant="primary" busy={save.isPending}>
              Save and continue
            </Button>
          </StepEnd>
        </form>
      </FormProvider>
    </Step>
  );
}

const ABOUT: Readonly<Record<Type, string>> = {
  prompt_template: 'What buyers fill in is put into your prompt, and a model answers it.',
  openrouter_instant: 'Choose a model, and say how it is to answer.',
  prompt: 'Say what a model does with what it is sent.',
  proxy: 'The server calls your endpoint once for each call that is paid.',
  static: 'Buyers get it whole, once they have paid.',
  external: 'Your endpoint asks for the payment itself, by x402.',
};

function Fields({ type, draft }: { readonly type: Type; readonly draft: Draft | undefined }) {
  switch (type) {
    case 'proxy':
      return <ProxyFields draft={draft} />;
    case 'static':
      return <StaticFields />;
    case 'external':
      return <ExternalFields />;
    default:
      return <PromptFields type={type} draft={draft} />;
  }
}

function NameCard() {
  const { register } = useFormContext<Inputs>();
  return (
    <Card>
      <FormField
        name="name"
        label="Name"
        hint="What buyers see. You can change it later, and find the draft by it."
      >
        {(props) => (
          <Input
            {...props}
            {...register('name', { required: 'Give it a name.' })}
            maxLength={100}
            autoComplete="off"
            placeholder="Haiku on demand"
          />
        )}
      </FormField>
    </Card>
  );
}

function Back({ draft }: { readonly draft: Draft | undefined }) {
  if (draft === undefined) return <ButtonLink to="/publish">Back</ButtonLink>;
  return (
    <ButtonLink to="/resources/$id" params={{ id: draft.id }}>
      Leave
    </ButtonLink>
  );
}

/** Goes to step three. Whoever goes back from there comes to the draft, and not to a form for another one. */
function useGoOn(isNew: boolean) {
  const navigate = useNavigate();
  const { history } = useRouter();
  return (id: string) => {
    const to = '/publish/$id/$step' as const;
    const ignoreBlocker = true;
    if (isNew) {
      void navigate({ to, params: { id, step: 'configuration' }, replace: true, ignoreBlocker });
      // Otherwise the browser hears of the next address alone.
      history.flush();
    }
    void navigate({ to, params: { id, step: 'details' }, ignoreBlocker });
  };
}

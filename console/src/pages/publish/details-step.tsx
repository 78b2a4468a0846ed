import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { FormProvider, useForm, useFormContext } from 'react-hook-form';
import type { ApiProblem } from '../../api/index.ts';
import {
  Button,
  ButtonLink,
  Card,
  Failed,
  Field,
  Input,
  Select,
  Textarea,
} from '../../design/index.ts';
import { useCategories } from './categories.tsx';
import { changesOf, type DetailInputs, detailsOf } from './details.ts';
import { type Draft, useRefresh } from './draft.ts';
import { placeProblems } from './form-problems.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { MoreDetails } from './more-details.tsx';
import { SlugField } from './slug-field.tsx';
import { PriceCard } from './price-card.tsx';
import { Step, StepEnd } from './steps.tsx';
import { change } from './use-save.ts';

/** Step three: what buyers see of it, where it is, and what it costs. */
export function DetailsStep({ draft }: { readonly draft: Draft }) {
  const form = useForm<DetailInputs>({ defaultValues: detailsOf(draft) });
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [problem, setProblem] = useState<ApiProblem>();
  const { id } = draft;
  const save = useMutation({
    mutationFn: (inputs: DetailInputs) => change(id, changesOf(draft, inputs)),
    onSuccess: async () => {
      await refresh();
      const params = { id, step: 'review' };
      await navigate({ to: '/publish/$id/$step', params, ignoreBlocker: true });
    },
    onError: (error) => setProblem(placeProblems(form, error)),
  });
  return (
    <Step number={3} draft={draft} title={draft.name} about="What buyers see before they pay.">
      <LeaveGuard isUnsaved={form.formState.isDirty && !save.isSuccess} />
      <FormProvider {...form}>
        <form
          noValidate
          className="flex max-w-3xl flex-col gap-4 sm:gap-5"
          onSubmit={(event) => void form.handleSubmit((inputs) => save.mutate(inputs))(event)}
        >
          <Shown draft={draft} />
          {draft.type !== 'external' && <PriceCard draft={draft} />}
          <MoreDetails draft={draft} />
          {problem && <Failed error={problem} />}
          <StepEnd
            back={
              <ButtonLink to="/publish/$id/$step" params={{ id, step: 'configuration' }}>
                Back
              </ButtonLink>
            }
          >
            <Button type="submit" variant="primary" busy={save.isPending}>
              Save and continue
            </Button>
          </StepEnd>
        </form>
      </FormProvider>
    </Step>
  );
}

function Shown({ draft }: { readonly draft: Draft }) {
  const { register, formState } = useFormContext<DetailInputs>();
  const { errors } = formState;
  return (
    <Card title="In the shop">
      <div className="flex flex-col gap-4">
        <Field label="Name" error={errors.name?.message}>
          {(props) => (
            <Input
              {...props}
              {...register('name', { required: 'Give it a name.' })}
              maxLength={100}
              autoComplete="off"
            />
          )}
        </Field>
        <Field
          label="Description"
          error={errors.description?.message}
          hint="What it does, and what one gets for the price."
        >
          {(props) => (
            <Textarea
              {...props}
              {...register('description', { required: 'Describe it: buyers decide by it.' })}
              rows={4}
              maxLength={2000}
              placeholder="Three lines about anything."
            />
          )}
        </Field>
        <SlugField draft={draft} />
        <CategoryField />
      </div>
    </Card>
  );
}

function CategoryField() {
  const { register, formState } = useFormContext<DetailInputs>();
  const categories = useCategories();
  const chosen = formState.defaultValues?.category ?? '';
  // Until they are there, what is chosen stands for itself.
  const all = categories.data ?? (chosen === '' ? [] : [{ id: chosen, name: chosen }]);
  return (
    <Field label="Category" error={formState.errors.category?.message}>
      {(props) => (
        <Select
          {...props}
          {...register('category', { required: 'Choose a category.' })}
          className="max-w-64"
        >
          <option value="">Choose…</option>
          {all.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

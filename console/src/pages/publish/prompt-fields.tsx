import { useFieldArray, useFormContext, useWatch } from 'react-hook-form';
import { Card, Checkbox, Input, Textarea } from '../../design/index.ts';
import { AnswerCard } from './answer-card.tsx';
import { type Inputs, NEW_PARAMETER } from './configuration.ts';
import type { Draft, Type } from './draft.ts';
import { FormField, Optional } from './form-field.tsx';
import { ModelField } from './model-field.tsx';
import { ModelSettings } from './model-settings.tsx';
import { ParametersCard } from './parameters-card.tsx';
import { PlaceholderCheck } from './placeholder-check.tsx';
import { promptProblem } from './placeholders.ts';
import { SecretField } from './secret-field.tsx';

/** Step two of what a model answers. */
export function PromptFields({
  type,
  draft,
}: {
  readonly type: Type;
  readonly draft: Draft | undefined;
}) {
  const { control } = useFormContext<Inputs>();
  const parameters = useFieldArray({ control, name: 'config.parameters', keyName: 'key' });
  const takesParameters = type !== 'prompt';
  const add = (name: string) =>
    parameters.append(
      { ...NEW_PARAMETER, name },
      { focusName: `config.parameters.${parameters.fields.length}.description` },
    );
  return (
    <>
      <PromptCard takesParameters={takesParameters} onAdd={add} />
      {takesParameters && <ParametersCard {...parameters} />}
      <ModelCard type={type} />
      {type === 'openrouter_instant' && <ModelSettings />}
      {type === 'prompt' && <AnswerCard />}
      {type === 'prompt' && (
        <Card
          title="Key"
          about="It runs on your key for the provider, unless it has one of its own."
        >
          <SecretField
            draft={draft}
            label={
              <>
                Key of its own
                <Optional />
              </>
            }
            hint="A key of the model’s provider, for this prompt alone."
          />
        </Card>
      )}
    </>
  );
}

function PromptCard({
  takesParameters,
  onAdd,
}: {
  readonly takesParameters: boolean;
  readonly onAdd: (name: string) => void;
}) {
  const { register } = useFormContext<Inputs>();
  const rules = {
    required: 'Write the prompt.',
    validate: (_: string, { config }: Inputs) =>
      takesParameters ? promptProblem(config, 'config.systemPrompt') : undefined,
  };
  return (
    <Card title="Prompt" about="Buyers never see it.">
      <div className="flex flex-col gap-4">
        <FormField
          name="config.systemPrompt"
          label="System prompt"
          hint={
            takesParameters
              ? 'Write {{topic}} where what the buyer sends as “topic” belongs.'
              : 'What the model is told before it reads what it is sent.'
          }
        >
          {(props) => (
            <Textarea
              {...props}
              {...register('config.systemPrompt', rules)}
              rows={8}
              maxLength={100_000}
              className="font-mono text-sm"
              placeholder={
                takesParameters
                  ? 'You are a poet. Write one haiku about {{topic}}.'
                  : 'Find a title for what you are sent.'
              }
            />
          )}
        </FormField>
        {takesParameters && <PlaceholderCheck onAdd={onAdd} />}
        <Checkbox
          label="Buyers may add a message of their own"
          {...register('config.allowsUserMessage')}
        />
      </div>
    </Card>
  );
}

function ModelCard({ type }: { readonly type: Type }) {
  const { register } = useFormContext<Inputs>();
  const isTemplate = type === 'prompt_template';
  const { config } = useWatch<Inputs>() as Inputs;
  return (
    <Card title="Model" about="Your provider charges you for each call; buyers pay your price.">
      <div className="flex flex-col gap-4">
        <ModelField
          name="config.model"
          label="Model"
          provider={type === 'openrouter_instant' ? 'openrouter' : undefined}
        />
        {isTemplate && config.model !== '' && (
          <ModelField name="config.fallbackModel" label="While that one fails" isOptional />
        )}
        <FormField
          name="config.maxTokens"
          label="Longest answer, in tokens"
          hint="A bound of what one call can cost you. A token is about four characters."
        >
          {(props) => (
            <Input
              {...props}
              {...register('config.maxTokens', {
                pattern: { value: /^[1-9]\d*$/, message: 'A whole number from 1.' },
              })}
              inputMode="numeric"
              autoComplete="off"
              className="max-w-40"
            />
          )}
        </FormField>
      </div>
    </Card>
  );
}

import { useState } from 'react';
import { useController } from 'react-hook-form';
import { Badge, Button, Field } from '../../design/index.ts';
import type { Inputs } from './configuration.ts';
import { Optional } from './form-field.tsx';
import { KeyWarning } from './key-standing.tsx';
import { ModelBrowser } from './model-browser.tsx';
import { CAPABILITIES, priceWords } from './model-words.ts';
import { useModel } from './use-model.ts';

/** A model that is chosen from the catalogue, with what it costs, and whether there is a key for it. */
export function ModelField({
  name,
  label,
  provider,
  isOptional = false,
}: {
  readonly name: 'config.model' | 'config.fallbackModel';
  readonly label: string;
  /** The only one whose models can be chosen. */
  readonly provider?: string;
  readonly isOptional?: boolean;
}) {
  const [isOpen, setOpen] = useState(false);
  const rules = isOptional ? {} : { required: 'Choose a model.' };
  const { field, fieldState } = useController<Inputs, typeof name>({ name, rules });
  const verb = field.value === '' ? 'Choose a model' : 'Change';
  return (
    <div className="flex flex-col gap-3">
      <Field
        label={
          <>
            {label}
            {isOptional && <Optional />}
          </>
        }
        error={fieldState.error?.message}
      >
        {(props) => (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-control border border-line p-3">
            <div className="min-w-0 grow basis-48">
              <Chosen model={field.value} />
            </div>
            {isOptional && field.value !== '' && (
              <Button small variant="quiet" onClick={() => field.onChange('')}>
                None
              </Button>
            )}
            <Button {...props} small ref={field.ref} onClick={() => setOpen(true)}>
              {verb}
            </Button>
          </div>
        )}
      </Field>
      {field.value !== '' && <KeyWarning model={field.value} />}
      <ModelBrowser
        open={isOpen}
        onClose={() => setOpen(false)}
        provider={provider}
        onChoose={(model) => {
          field.onChange(model);
          setOpen(false);
        }}
      />
    </div>
  );
}

function Chosen({ model }: { readonly model: string }) {
  const found = useModel(model);
  if (model === '') return <span className="text-faint">None</span>;
  return (
    <>
      <span className="block font-medium">{found?.name ?? model}</span>
      <code className="block font-mono text-xs break-all text-faint">{model}</code>
      {found && (
        <span className="mt-1 flex flex-wrap items-center gap-1.5 text-sm">
          {priceWords(found)}
          {found.capabilities.includes('image_output') && (
            <Badge tone="accent">{CAPABILITIES.image_output}</Badge>
          )}
        </span>
      )}
    </>
  );
}

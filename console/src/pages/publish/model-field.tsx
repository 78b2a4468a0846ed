import { useId, useState } from 'react';
import { useController } from 'react-hook-form';
import { Badge, Button } from '../../design/index.ts';
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
  const {
    field: { ref, value, onChange },
    fieldState: { error },
  } = useController<Inputs, typeof name>({ name, rules });
  const id = useId();
  return (
    <div role="group" aria-labelledby={id} className="flex flex-col gap-3">
      <div>
        <p id={id} className="mb-1 text-sm font-medium">
          {label}
          {isOptional && <Optional />}
        </p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-control border border-line p-3">
          <div className="min-w-0 grow basis-48">
            <Chosen model={value} />
          </div>
          {isOptional && value !== '' && (
            <Button small variant="quiet" onClick={() => onChange('')}>
              None
            </Button>
          )}
          <Button
            small
            ref={ref}
            aria-describedby={error && `${id}-error`}
            onClick={() => setOpen(true)}
          >
            {value === '' ? 'Choose a model' : 'Change'}
          </Button>
        </div>
        {error && (
          <p id={`${id}-error`} role="alert" className="mt-1 text-sm text-bad">
            {error.message}
          </p>
        )}
      </div>
      {value !== '' && <KeyWarning model={value} />}
      <ModelBrowser
        open={isOpen}
        onClose={() => setOpen(false)}
        provider={provider}
        onChoose={(model) => {
          onChange(model);
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
      <code className="block font-mono text-xs wrap-anywhere text-faint">{model}</code>
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

import { useFormContext, useWatch } from 'react-hook-form';
import { Card, Input, Select, Textarea } from '../../design/index.ts';
import type { Inputs } from './configuration.ts';
import { FileField } from './file-field.tsx';
import { FormField, Optional } from './form-field.tsx';

const TEXTS = {
  'text/plain; charset=utf-8': 'Plain text',
  'text/markdown; charset=utf-8': 'Markdown',
  'text/html; charset=utf-8': 'HTML',
  'text/csv; charset=utf-8': 'CSV',
  'application/json': 'JSON',
} as const;

/** Step two of a text or a file. */
export function StaticFields() {
  const { control, setValue } = useFormContext<Inputs>();
  const encoding = useWatch({ control, name: 'config.encoding' });
  const choose = (next: Inputs['config']['encoding']) => {
    const dirty = { shouldDirty: true };
    setValue('config.encoding', next, dirty);
    setValue('config.content', '', dirty);
    setValue('config.filename', '', dirty);
    setValue('config.mimeType', next === 'text' ? 'text/plain; charset=utf-8' : '', dirty);
  };
  return (
    <Card title="Content" about="Nobody sees it before it is paid.">
      <div className="flex flex-col gap-4">
        <fieldset className="flex flex-wrap gap-x-5 gap-y-2">
          <legend className="mb-1 text-sm font-medium">What it is</legend>
          {(['text', 'base64'] as const).map((each) => (
            <label key={each} className="inline-flex items-center gap-2 text-sm">
              <input
                type="radio"
                name="encoding"
                className="size-4 accent-accent"
                checked={encoding === each}
                onChange={() => choose(each)}
              />
              {each === 'text' ? 'A text' : 'A file'}
            </label>
          ))}
        </fieldset>
        {encoding === 'text' ? <TextFields /> : <FileField />}
        <FilenameField />
      </div>
    </Card>
  );
}

function TextFields() {
  const { register, control } = useFormContext<Inputs>();
  const mimeType = useWatch({ control, name: 'config.mimeType' });
  return (
    <>
      <FormField name="config.content" label="Text">
        {(props) => (
          <Textarea
            {...props}
            {...register('config.content', { required: 'Write the text.' })}
            rows={10}
            className="font-mono text-sm"
            placeholder="# Bread without kneading"
          />
        )}
      </FormField>
      <FormField name="config.mimeType" label="Kind of text">
        {(props) => (
          <Select {...props} {...register('config.mimeType')} className="max-w-64">
            {Object.entries(TEXTS).map(([type, words]) => (
              <option key={type} value={type}>
                {words}
              </option>
            ))}
            {!(mimeType in TEXTS) && <option value={mimeType}>{mimeType}</option>}
          </Select>
        )}
      </FormField>
    </>
  );
}

function FilenameField() {
  const { register } = useFormContext<Inputs>();
  return (
    <FormField
      name="config.filename"
      label={
        <>
          Name of the file
          <Optional />
        </>
      }
      hint="With a name, browsers save it; without one, they show it."
    >
      {(props) => (
        <Input
          {...props}
          {...register('config.filename')}
          maxLength={200}
          autoComplete="off"
          placeholder="bread.md"
        />
      )}
    </FormField>
  );
}

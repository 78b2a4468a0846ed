import { useRef } from 'react';
import { useController, useFormContext } from 'react-hook-form';
import { Button, Field, groupDigits } from '../../design/index.ts';
import type { Inputs } from './configuration.ts';

/** As many bytes as the server takes. */
const MOST = 700_000;

/** A file of this computer, read into the form. */
export function FileField() {
  const { setValue, setError, clearErrors, getValues } = useFormContext<Inputs>();
  const rules = { required: 'Choose a file.' };
  const { field, fieldState } = useController<Inputs, 'config.content'>({
    name: 'config.content',
    rules,
  });
  const picker = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > MOST) {
      setError('config.content', { message: `At most ${groupDigits(String(MOST))} bytes.` });
      return;
    }
    clearErrors('config.content');
    field.onChange(await base64Of(file));
    setValue('config.mimeType', file.type || 'application/octet-stream', { shouldDirty: true });
    setValue('config.filename', file.name, { shouldDirty: true });
  };
  return (
    <Field label="File" hint="At most 700 kB." error={fieldState.error?.message}>
      {(props) => (
        <div className="flex flex-wrap items-center gap-3">
          <input
            ref={picker}
            type="file"
            aria-label="File"
            className="sr-only"
            tabIndex={-1}
            onChange={({ target }) => void take(target.files?.[0])}
          />
          <Button {...props} ref={field.ref} onClick={() => picker.current?.click()}>
            {field.value === '' ? 'Choose a file' : 'Choose another one'}
          </Button>
          {field.value !== '' && (
            <span className="text-sm text-faint">
              {getValues('config.mimeType')}, {groupDigits(String(bytesIn(field.value)))} bytes
            </span>
          )}
        </div>
      )}
    </Field>
  );
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const url = String(reader.result);
      resolve(url.slice(url.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')));
    reader.readAsDataURL(file);
  });
}

function bytesIn(base64: string): number {
  return (base64.length / 4) * 3 - (/=*$/.exec(base64)?.[0].length ?? 0);
}

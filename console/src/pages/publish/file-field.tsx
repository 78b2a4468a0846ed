import { useController, useFormContext } from 'react-hook-form';
import { Field, groupDigits, Input } from '../../design/index.ts';
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
  const hint =
    field.value === ''
      ? 'At most 700 kB.'
      : `${getValues('config.mimeType')}, ${groupDigits(String(bytesIn(field.value)))} bytes`;
  return (
    <Field label="File" hint={hint} error={fieldState.error?.message}>
      {(props) => (
        <Input
          {...props}
          ref={field.ref}
          type="file"
          className="file:mr-3 file:rounded-control file:bg-sunk file:px-2 file:font-medium"
          onChange={({ target }) => void take(target.files?.[0])}
        />
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

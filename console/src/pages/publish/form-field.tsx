import type { ReactNode } from 'react';
import { type Path, useFormContext } from 'react-hook-form';
import { Field, type FieldProps } from '../../design/index.ts';
import type { Inputs } from './configuration.ts';

/** A field of step two, with what is wrong with it. */
export function FormField({
  name,
  label,
  hint,
  className,
  children,
}: {
  readonly name: Path<Inputs>;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly className?: string;
  readonly children: (props: FieldProps) => ReactNode;
}) {
  const { getFieldState, formState } = useFormContext<Inputs>();
  const error = getFieldState(name, formState).error?.message;
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {children}
    </Field>
  );
}

/** Said behind the label of what may be left empty. */
export function Optional() {
  return <span className="font-normal text-faint"> (optional)</span>;
}

/** For rules: a text that is JSON, or empty. */
export function isJson(text: string): true | string {
  try {
    if (text.trim() !== '') JSON.parse(text);
    return true;
  } catch {
    return 'This is not JSON.';
  }
}

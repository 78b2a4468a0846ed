import { type ComponentProps, type ReactNode, useId } from 'react';
import { classes } from './classes.ts';

/** What a control takes from the {@link Field} around it. */
export interface FieldProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

/** A label, a control, a hint, and what is wrong with what was typed: tied together for screen readers. */
export function Field({
  label,
  hint,
  error,
  children,
  className,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly children: (props: FieldProps) => ReactNode;
  readonly className?: string;
}) {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const errorId = error === undefined ? undefined : `${id}-error`;
  const props = {
    id,
    'aria-describedby': [errorId, hintId].filter(Boolean).join(' ') || undefined,
    'aria-invalid': error === undefined ? undefined : true,
  };
  return (
    <div className={classes('min-w-0', className)}>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      {children(props)}
      {error !== undefined && (
        <p id={errorId} role="alert" className="mt-1 text-sm text-bad">
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p id={hintId} className="mt-1 text-sm text-faint">
          {hint}
        </p>
      )}
    </div>
  );
}

/** One line of text. */
export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input {...props} className={classes('control', className)} />;
}

/** Several lines of text. */
export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea {...props} className={classes('control', className)} />;
}

/** One of a few. */
export function Select({ className, ...props }: ComponentProps<'select'>) {
  return <select {...props} className={classes('control pr-8', className)} />;
}

/** One of a few: what a page or a card shows. Small, with its label beside it. */
export function Filter({
  label,
  className,
  ...props
}: ComponentProps<'select'> & { readonly label?: string }) {
  return (
    <label className="flex items-center gap-2 text-sm text-faint">
      {label}
      <select
        {...props}
        className={classes(
          'min-h-8 rounded-control border border-line bg-card px-2 text-ink',
          className,
        )}
      />
    </label>
  );
}

/** Yes or no, with its words beside it. */
export function Checkbox({
  label,
  ...props
}: ComponentProps<'input'> & { readonly label: ReactNode }) {
  return (
    <label className="inline-flex items-start gap-2 text-sm">
      <input type="checkbox" {...props} className="mt-0.5 size-4 accent-accent" />
      <span>{label}</span>
    </label>
  );
}

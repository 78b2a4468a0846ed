import type { ComponentProps } from 'react';
import { classes } from './classes.ts';
import { Spinner } from './icons.tsx';

/** `primary` once on a page, for what it is for. `danger` for what cannot be undone. */
export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

const VARIANTS: Readonly<Record<ButtonVariant, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  secondary: 'bg-card text-ink hover:bg-sunk',
  // Without an edge its words stand in line with what is above them.
  quiet: 'bg-transparent text-ink border-transparent hover:bg-sunk max-sm:first:-ml-2.5',
  danger: 'bg-card text-bad border-bad hover:bg-bad-soft',
};

interface Look {
  readonly variant?: ButtonVariant;
  readonly small?: boolean;
}

function look({ variant = 'secondary', small = false }: Look): string {
  return classes(
    'inline-flex items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap transition-colors',
    'disabled:opacity-55',
    small ? 'min-h-8 px-2.5 text-sm' : 'min-h-10 px-4',
    variant === 'secondary' && (small ? 'border-line' : 'border-line-strong'),
    VARIANTS[variant],
  );
}

/** A button. While `busy` it shows so, and cannot be pressed again. */
export function Button({
  variant,
  small,
  busy = false,
  className,
  children,
  ...props
}: ComponentProps<'button'> & Look & { readonly busy?: boolean }) {
  return (
    <button
      type="button"
      {...props}
      disabled={busy || props.disabled}
      aria-busy={busy || undefined}
      className={classes(look({ variant, small }), className)}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

/** A link that looks like a button, to elsewhere: a file, the documentation, a chain's explorer. */
export function ButtonAnchor({
  variant,
  small,
  className,
  children,
  ...props
}: ComponentProps<'a'> & Look) {
  return (
    <a {...props} className={classes(look({ variant, small }), className)}>
      {children}
    </a>
  );
}

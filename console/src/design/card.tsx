import { type ReactNode, useId } from 'react';
import { classes } from './classes.ts';

/** A part of a page, with its heading. */
export function Card({
  title,
  about,
  aside,
  children,
  className,
}: {
  readonly title?: ReactNode;
  /** One line under the heading: what is shown, of when. */
  readonly about?: ReactNode;
  /** Beside the heading: what can be done with it. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className={classes(
        'min-w-0 rounded-card border border-line bg-card p-4 shadow-card sm:p-5',
        className,
      )}
    >
      {title !== undefined && (
        <header className="mb-4 flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <div className="min-w-0 flex-1 basis-40">
            <h2 id={id} className="text-base font-semibold">
              {title}
            </h2>
            {about !== undefined && <p className="text-sm text-faint">{about}</p>}
          </div>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}

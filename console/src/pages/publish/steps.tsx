import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CheckIcon, classes, Note, Page } from '../../design/index.ts';
import type { Draft } from './draft.ts';

const NAMES = ['Type', 'Configuration', 'Details', 'Review'] as const;
/** The steps of a draft as they stand in addresses. */
export const STEPS = [undefined, 'configuration', 'details', 'review'] as const;

/** A step of publishing: where it stands among the four, and the way to the others. */
export function Step({
  number,
  draft,
  title,
  about,
  children,
}: {
  readonly number: 1 | 2 | 3 | 4;
  /** Once there is one, every step but the first can be gone to. */
  readonly draft?: Draft;
  readonly title: string;
  readonly about?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Page title={title} about={about} filters={<Way number={number} id={draft?.id} />}>
      {draft?.status === 'published' && number < 4 && (
        <Note tone="accent">It is on sale: buyers are offered at once what you save here.</Note>
      )}
      {children}
    </Page>
  );
}

function Way({ number, id }: { readonly number: number; readonly id: string | undefined }) {
  return (
    <nav aria-label="Steps">
      <ol className="flex gap-1 sm:gap-3">
        {NAMES.map((name, at) => (
          <li
            key={name}
            aria-current={at + 1 === number ? 'step' : undefined}
            className={classes(
              'grow border-t-4 pt-2 text-sm',
              at < number ? 'border-accent' : 'border-line text-faint',
              at + 1 === number && 'font-semibold',
            )}
          >
            <span className="flex items-center gap-1 max-sm:text-xs">
              <span className="max-sm:sr-only">
                {at + 1 < number ? <CheckIcon /> : `${at + 1}.`}
              </span>
              <StepName name={name} step={STEPS[at]} id={at + 1 === number ? undefined : id} />
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StepName({
  name,
  step,
  id,
}: {
  readonly name: string;
  readonly step: string | undefined;
  readonly id: string | undefined;
}) {
  if (id === undefined || step === undefined) return <span>{name}</span>;
  return (
    <Link to="/publish/$id/$step" params={{ id, step }} className="link">
      {name}
    </Link>
  );
}

/** The end of a step: back on the left, on with the right. */
export function StepEnd({
  back,
  children,
}: {
  readonly back: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      {back}
      {children}
    </div>
  );
}

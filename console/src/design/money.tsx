import { roundUsd, usd } from './figures.ts';

/** How sure a figure is: see docs/insights.md. */
export type Certainty = 'exact' | 'at_least' | 'at_most' | 'unknown';

const MARKS: Readonly<Record<Certainty, string>> = {
  exact: '',
  at_least: 'at least ',
  at_most: 'at most ',
  unknown: '',
};

/** An amount in dollars, from the text that the API sends. What nobody knows is a dash, never 0. */
export function Money({
  value,
  certainty = 'exact',
  whole = false,
}: {
  readonly value: string | null | undefined;
  readonly certainty?: Certainty;
  /** Shows every decimal. */
  readonly whole?: boolean;
}) {
  if (value === null || value === undefined) return <Unknown />;
  const text = whole ? usd(value) : roundUsd(value);
  return (
    <span className="figures" title={text === usd(value) ? undefined : usd(value)}>
      {MARKS[certainty] !== '' && (
        <span className="text-[0.75em] font-normal text-faint">{MARKS[certainty]}</span>
      )}
      {text}
    </span>
  );
}

/** What is not known, for eyes and for ears. */
export function Unknown({ why = 'not known' }: { readonly why?: string }) {
  return (
    <span className="text-faint">
      <span aria-hidden="true">—</span>
      <span className="sr-only">{why}</span>
    </span>
  );
}

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { KeyBadge } from './key-standing.tsx';
import { Step } from './steps.tsx';
import { typeName, TYPES, type TypeWords } from './types.tsx';

/** Step one: what is sold, and where its answers come from. */
export function TypePage() {
  return (
    <Step number={1} title="Publish" about="What do you sell? Choose what comes nearest.">
      <ul className="grid gap-3 sm:grid-cols-2 sm:gap-4 xl:grid-cols-3">
        {TYPES.map((words) => (
          <li key={words.type}>
            <Choice {...words} />
          </li>
        ))}
      </ul>
    </Step>
  );
}

function Choice({ type, about, source, providers, picture }: TypeWords) {
  return (
    <Link
      to="/publish/new/$type"
      params={{ type }}
      className="group flex h-full gap-4 rounded-card border border-line bg-card p-4 shadow-card hover:border-accent sm:flex-col sm:p-5"
    >
      <Picture>{picture}</Picture>
      <span className="flex min-w-0 grow flex-col gap-1">
        <span className="font-semibold group-hover:text-accent">{typeName(type)}</span>
        <span className="text-sm text-faint">{about}</span>
        <span className="mt-auto flex flex-wrap items-center gap-1.5 pt-2 text-sm">
          {source}
          {providers.map((provider) => (
            <KeyBadge key={provider} provider={provider} />
          ))}
        </span>
      </span>
    </Link>
  );
}

function Picture({ children }: { readonly children: ReactNode }) {
  return (
    <span className="flex size-10 shrink-0 items-center justify-center rounded-control bg-accent-soft text-accent">
      <svg
        aria-hidden="true"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="size-5"
      >
        {children}
      </svg>
    </span>
  );
}

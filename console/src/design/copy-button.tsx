import { useEffect, useState } from 'react';
import { Button } from './button.tsx';
import { CheckIcon, CopyIcon } from './page-icons.tsx';

const SHOWN_MS = 2_000;

/** Copies a text, and says that it did. @param what is copied, for screen readers: `address` */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Button variant="quiet" small onClick={() => void copy()} aria-label={`Copy ${what}`}>
      {copied ? <CheckIcon /> : <CopyIcon />}
      <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
    </Button>
  );
}

/** A text to be copied: an address, a key, a command. */
export function Copyable({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div className="flex min-w-0 items-center gap-2 rounded-control border border-line bg-sunk py-1 pr-1 pl-3">
      <code
        className="min-w-0 flex-1 overflow-x-auto font-mono text-sm whitespace-nowrap"
        tabIndex={0}
      >
        {text}
      </code>
      <CopyButton text={text} what={what} />
    </div>
  );
}

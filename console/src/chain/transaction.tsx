import type { ReactNode } from 'react';
import { OutIcon } from '../design/index.ts';
import { useFindNetwork } from './networks.ts';

interface Props {
  readonly network: string;
  readonly hash: string;
}

/** A transaction, shortened, which leads to the explorer of its chain. */
export function Transaction({ network, hash }: Props) {
  const text = <code className="font-mono">{ends(hash)}</code>;
  return (
    <OnExplorer network={network} hash={hash} otherwise={text}>
      {text} <OutIcon />
      <span className="sr-only">(on the explorer of the chain)</span>
    </OnExplorer>
  );
}

/** A link to the page of a transaction. If nobody shows it, what stands in the link's place. */
export function OnExplorer({
  network,
  hash,
  children,
  otherwise,
}: Props & { readonly children: ReactNode; readonly otherwise?: ReactNode }) {
  const page = useFindNetwork()(network)?.transactionUrl;
  if (!page) return otherwise;
  return (
    <a
      href={page.replace('{transaction}', encodeURIComponent(hash))}
      target="_blank"
      rel="noreferrer"
      className="link inline-flex items-center gap-1"
    >
      {children}
    </a>
  );
}

/** Enough to compare. */
function ends(text: string): string {
  return text.length > 14 ? `${text.slice(0, 8)}…${text.slice(-4)}` : text;
}

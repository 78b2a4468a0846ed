import { OutIcon } from '../design/index.ts';
import { transactionUrl } from './networks.ts';

/** A transaction, shortened, which leads to the explorer of its chain. */
export function Transaction({
  network,
  hash,
}: {
  readonly network: string;
  readonly hash: string;
}) {
  const url = transactionUrl(network, hash);
  const text = <code className="font-mono">{ends(hash)}</code>;
  if (url === undefined) return text;
  return (
    <a href={url} target="_blank" rel="noreferrer" className="link inline-flex items-center gap-1">
      {text} <OutIcon />
      <span className="sr-only">(on the explorer of the chain)</span>
    </a>
  );
}

/** Enough to compare. */
function ends(text: string): string {
  return text.length > 14 ? `${text.slice(0, 8)}…${text.slice(-4)}` : text;
}

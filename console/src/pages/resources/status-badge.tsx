import { Badge, type Tone } from '../../design/index.ts';
import type { Status } from './index.ts';

const SHOWN: Readonly<Record<Status, readonly [string, Tone]>> = {
  published: ['On sale', 'good'],
  draft: ['Draft', 'neutral'],
  unpublished: ['Off sale', 'warn'],
  archived: ['Archived', 'neutral'],
};

/** Where a resource stands, in words. */
export function StatusBadge({ status }: { readonly status: Status }) {
  const [words, tone] = SHOWN[status];
  return <Badge tone={tone}>{words}</Badge>;
}

/** Types of resources, in words. */
export const TYPE_NAMES: Readonly<Record<string, string>> = {
  prompt_template: 'Prompt with inputs',
  openrouter_instant: 'Any model',
  prompt: 'Fixed prompt',
  proxy: 'HTTP endpoint',
  external: 'Own x402 endpoint',
  static: 'Text or file',
};

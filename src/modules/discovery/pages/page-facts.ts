import type { Usage } from '../../payments/index.js';
import type { PublicInput, PublicResource } from '../../resources/index.js';

/** Longer texts are cut on pages: the API has them whole. */
const SHOWN = { default: 100, excerpt: 200 } as const;

/** How programs call a resource that this server sells. */
export interface CallFacts {
  readonly url: string;
  readonly username: string;
  readonly slug: string;
  readonly method: string;
  /** An input that can be sent as it is: a JSON body, or the parameters of a query. */
  readonly example: Readonly<Record<string, unknown>>;
  /** JSON Schema of what is sent: an object. */
  readonly input: Usage['input'];
  /** Whether a model answers, so that clients of models can call it too. */
  readonly isModel: boolean;
  /** Whether the answer may come piece by piece: a model writes it, or an endpoint may answer with events. */
  readonly streams: boolean;
}

/** What a page shows of a resource on sale; all texts are what its creator wrote. */
export interface ResourceFacts {
  readonly username: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly model: string | null;
  /** Id of its type. */
  readonly type: string;
  readonly inputs: readonly PublicInput[];
  readonly supportsRefunds: boolean;
  /** Paid calls that ended in the last 30 days, and the share that had a result; null without any. */
  readonly recentRuns: number;
  readonly successRate: number | null;
  /** Undefined where somebody else's server sells it. */
  readonly call?: CallFacts;
}

/**
 * Takes what pages show of a resource, and no more: what they keep of one is bounded.
 * @param sale where and how this server sells it
 */
export function factsOf(
  row: PublicResource,
  sale: { readonly url: string; readonly usage: Usage } | undefined,
): ResourceFacts {
  const { username, slug, name, description, model, type } = row;
  const { supportsRefunds, recentRuns, successRate } = row;
  const inputs = row.parameters.map((input) => ({
    ...input,
    default: input.default === null ? null : shortened(input.default, SHOWN.default),
  }));
  const texts = { username, slug, name, description, model, type };
  return {
    ...texts,
    inputs,
    supportsRefunds,
    recentRuns,
    successRate,
    ...(sale && { call: { username, slug, ...callOf(sale, row) } }),
  };
}

/** The beginning of a description, for lists. */
export function excerpt(description: string): string {
  return shortened(description, SHOWN.excerpt);
}

function callOf(
  { url, usage }: { readonly url: string; readonly usage: Usage },
  { model, type }: PublicResource,
): Omit<CallFacts, 'username' | 'slug'> {
  const { method, example, input } = usage;
  const isModel = model !== null;
  return { url, method, example, input, isModel, streams: isModel || type === 'proxy' };
}

/** By whole characters. */
function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${Array.from(text.slice(0, 2 * limit))
    .slice(0, limit)
    .join('')}…`;
}

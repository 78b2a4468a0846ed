/** What types are called in the shop; one of another team's is called by its id. */
const KINDS: Readonly<Record<string, string>> = {
  prompt_template: 'Prompt',
  openrouter_instant: 'Prompt',
  prompt: 'Prompt',
  proxy: 'API',
  external: 'Sold elsewhere',
  static: 'File',
};

/** How calls of something have ended in the last 30 days. */
export interface Outcomes {
  readonly recentRuns: number;
  /** Null without any. */
  readonly successRate: number | null;
}

/** What kind of thing it is, in a word for people. */
export function kindOf(type: string): string {
  return KINDS[type] ?? type.replaceAll('_', ' ');
}

/** A rate says little without how many calls it is of. */
export function successOf({ recentRuns, successRate }: Outcomes): string {
  if (recentRuns === 0 || successRate === null)
    return 'No paid call of the last 30 days is counted yet';
  const calls = recentRuns === 1 ? 'the one paid call' : `${recentRuns} paid calls`;
  return `${percent(successRate)} of ${calls} in the last 30 days had a result`;
}

/** The same in a few words, for cards. */
export function shortSuccessOf({ recentRuns, successRate }: Outcomes): string {
  if (recentRuns === 0 || successRate === null) return 'No calls counted yet';
  return `${percent(successRate)} of ${recentRuns} ${recentRuns === 1 ? 'call' : 'calls'} succeeded`;
}

/** Never 100 % unless every call had a result. */
function percent(rate: number): string {
  return `${Math.floor(rate * 1_000) / 10} %`;
}

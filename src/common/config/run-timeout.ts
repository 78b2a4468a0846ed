import type { Config } from './config.js';

const DEFAULT_MS = 600_000;
/** A model and the one that stands in for it, each asked as often as it is tried. */
const LLM_ANSWERS = 6;

/** How long one run may take: what a run of models ordinarily takes is never cut off. */
export function runTimeoutMs({
  RUN_TIMEOUT_MS: chosen,
  LLM_TIMEOUT_MS: answer,
}: Pick<Config, 'RUN_TIMEOUT_MS' | 'LLM_TIMEOUT_MS'>): number {
  return chosen ?? Math.max(DEFAULT_MS, LLM_ANSWERS * answer);
}

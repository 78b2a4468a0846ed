import type { Probe, VerdictRule } from './connection-provider.js';
import { at } from './json-path.js';
import { type ProbeResult, type ProviderAnswer, ProviderUnreachable } from './provider-session.js';

/**
 * What an answer to a probe means.
 * @param name of the provider, for people
 * @throws {ProviderUnreachable} when no rule names it, it is no JSON, or lacks what a good answer holds
 */
export function judge(probe: Probe, answer: ProviderAnswer, name: string): ProbeResult {
  const rule = probe.verdicts.find((each) => fits(each, probe, answer));
  if (rule?.verdict === 'unreachable') throw new ProviderUnreachable(rule.reason ?? name);
  const isWhole =
    answer.body !== undefined &&
    (rule?.verdict !== 'valid' || probe.answer.safeParse(answer.body).success);
  if (rule === undefined || !isWhole) {
    throw new ProviderUnreachable(
      rule === undefined
        ? `${name} answered with status ${answer.status}, which says nothing about the key`
        : `${name} gave an answer that cannot be read`,
    );
  }
  const { verdict, reason, otherwise, metadata = {} } = rule;
  return { ...answer, verdict, reason, otherwise, metadata };
}

function fits({ status, code, where }: VerdictRule, probe: Probe, answer: ProviderAnswer): boolean {
  if (status !== answer.status) return false;
  if (code !== undefined && at(answer.body, probe.codeAt ?? '') !== code) return false;
  return where === undefined || at(answer.body, where.at) === where.is;
}

/** What all probes say together. */
export interface Verdict {
  readonly verdict: 'valid' | 'limited' | 'invalid' | 'declared';
  /** For the user; undefined when all is well. */
  readonly reason: string | undefined;
}

/**
 * A key that nobody accepts is invalid; one that does not get everywhere is limited. Where nobody was
 * asked, the user's word counts.
 */
export function together(results: readonly ProbeResult[]): Verdict {
  if (results.length === 0) return { verdict: 'declared', reason: undefined };
  if (results.every(({ verdict }) => verdict === 'invalid')) {
    return { verdict: 'invalid', reason: results[0]?.reason };
  }
  const reasons = new Set(results.flatMap(({ reason, otherwise }) => otherwise ?? reason ?? []));
  const reason = reasons.size === 0 ? undefined : [...reasons].join('; ');
  if (results.every(({ verdict }) => verdict === 'valid')) return { verdict: 'valid', reason };
  return { verdict: 'limited', reason };
}

import type { EgressFailure, EgressHeaders } from '../../../common/egress/index.js';
import { type Challenge, readChallenges } from './endpoint-challenge.js';
import { type Finding, finding, type FindingCode, type Method } from './finding.js';

/** What came of one unpaid request. */
export interface Probe {
  readonly method: Method;
  readonly durationMs: number;
  readonly outcome:
    | { readonly failure: EgressFailure }
    | { readonly status: number; readonly headers: EgressHeaders; readonly body: string };
}

/** A probe that was answered with a challenge, or what is wrong with the answer. */
export type ProbeReading =
  | { readonly kind: 'challenged'; readonly challenges: readonly Challenge[] }
  | { readonly kind: 'unusable'; readonly status: number | undefined; readonly finding: Finding };

const REFUSALS: Readonly<Record<NonNullable<EgressFailure['reason']>, FindingCode>> = {
  malformed: 'url_malformed',
  scheme: 'url_malformed',
  credentials: 'credentials_in_url',
  port: 'port_not_allowed',
  plain_http: 'https_required',
  address: 'address_not_public',
};

const FAILURES: Readonly<Record<EgressFailure['kind'], FindingCode>> = {
  refused: 'address_not_public',
  unreachable: 'unreachable',
  timeout: 'timed_out',
  too_large: 'answer_too_large',
  broken: 'connection_broken',
};

/** Looks for a challenge in what a probe brought. */
export function readProbe({ method, outcome }: Probe): ProbeReading {
  if ('failure' in outcome) {
    const { kind, reason } = outcome.failure;
    // What the URL itself says concerns both methods.
    const problem =
      reason === undefined ? finding(FAILURES[kind], method) : finding(REFUSALS[reason]);
    return { kind: 'unusable', status: undefined, finding: problem };
  }
  const { status, headers, body } = outcome;
  const unusable = (code: FindingCode, detail?: string): ProbeReading => ({
    kind: 'unusable',
    status,
    finding: finding(code, method, detail),
  });
  if (status >= 300 && status < 400) return unusable('redirected', String(status));
  if (status !== 402) return unusable('not_payment_required', String(status));
  const challenges = readChallenges(headers, body);
  if (challenges === 'none') return unusable('no_challenge');
  if (challenges === 'malformed') return unusable('challenge_malformed');
  return { kind: 'challenged', challenges };
}

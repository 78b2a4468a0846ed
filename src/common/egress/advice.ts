import type { EgressFailure, RefusalReason } from './egress-failure.js';

/** What only an operator can permit; the rest stands in the URL. */
const PERMITTED: ReadonlySet<RefusalReason | undefined> = new Set([
  'address',
  'plain_http',
  'port',
]);

/** What whoever owns a URL is told when it cannot be reached, beside the failure itself. */
export interface EgressAdvice {
  /** In whole sentences. */
  readonly text: string;
  /** The setting of the server that its operator can help with. */
  readonly setting?: string;
}

/** What helps against a failure. */
export function adviceFor({ kind, reason }: EgressFailure): EgressAdvice {
  if (kind === 'refused' && PERMITTED.has(reason)) {
    const text =
      'Check the address. If it is meant, the operator of this server can permit it with EGRESS_ALLOW=host:port.';
    return { text, setting: 'EGRESS_ALLOW' };
  }
  if (kind === 'refused') return { text: 'Correct the URL.' };
  if (kind === 'timeout') return { text: 'Let it answer sooner.' };
  if (kind === 'too_large') return { text: 'Let it answer with less.' };
  return {
    text: 'Check that it runs, that its certificate is valid and that its firewall lets this server in.',
  };
}

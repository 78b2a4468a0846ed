import { Secret } from '../../../common/crypto/index.js';

const STATE = /^[\w-]{43}$/;
/** Printable ASCII, RFC 6749 appendix A.11. */
const CODE = /^[\x21-\x7e]{1,2048}$/;
const MAX_LENGTH = 8_192;

/** What a provider sends a user back with. */
export interface CallbackQuery {
  /** As it was sent, for a check of the provider’s own. */
  readonly all: URLSearchParams;
  readonly state: string;
  /** Undefined when there is none, or none that can be one. */
  readonly code: Secret | undefined;
  /** That the user, or the provider, said no (RFC 6749 section 4.1.2.1). */
  readonly error: string | undefined;
  readonly issuer: string | undefined;
}

/** Undefined when it belongs to no flow of this server: what stands twice could be read in two ways. */
export function readCallback(url: string): CallbackQuery | undefined {
  if (url.length > MAX_LENGTH) return undefined;
  const all = new URLSearchParams(url.split('?').slice(1).join('?'));
  const once = ['state', 'code', 'error', 'iss'].every((name) => all.getAll(name).length <= 1);
  const state = all.get('state') ?? '';
  if (!once || !STATE.test(state)) return undefined;
  const code = all.get('code') ?? '';
  return {
    all,
    state,
    code: CODE.test(code) ? new Secret(code) : undefined,
    error: all.get('error') ?? undefined,
    issuer: all.get('iss') ?? undefined,
  };
}

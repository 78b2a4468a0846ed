import { Inject, Injectable } from '@nestjs/common';
import type { Secret } from '../../../common/crypto/index.js';
import type { ConnectionProvider } from '../providers/connection-provider.js';
import {
  type Access,
  type Finding,
  ProviderSessions,
} from '../providers/provider-sessions.service.js';
import { KEY_VERIFIER, type KeyVerdict, type KeyVerifier } from '../providers/key-verifier.js';
import { safeReason } from './reason.js';

const VERIFY_TIMEOUT_MS = 15_000;

/** Asks whoever knows about what a user connects: the provider itself, or its provider of models. */
@Injectable()
export class ConnectionChecks {
  constructor(
    private readonly sessions: ProviderSessions,
    @Inject(KEY_VERIFIER) private readonly verifier: KeyVerifier,
  ) {}

  /** The providers of models: their keys are judged by those who run models with them. */
  modelProviders(): string[] {
    return this.verifier.providerIds();
  }

  /** Changes nothing and costs nothing. */
  async check(provider: ConnectionProvider, access: Access): Promise<Finding> {
    const [way] = provider.definition.auth;
    const isOfModels = way.mode === 'api_key' && way.runsModels === true;
    const key = access.secrets.get('api_key');
    if (!isOfModels || key === undefined) return this.sessions.check(provider, access);
    return findingOf(await this.checkModelKey(provider.definition.id, key));
  }

  /** What a provider of models says of a key; the reason is fit to be shown and stored. */
  async checkModelKey(provider: string, key: Secret): Promise<KeyVerdict> {
    const signal = AbortSignal.timeout(VERIFY_TIMEOUT_MS);
    try {
      const verdict = await this.verifier.verifyKey(provider, key, signal);
      if (verdict.status === 'valid') return verdict;
      return { ...verdict, reason: safeReason(verdict.reason, key) };
    } catch (error) {
      if (signal.aborted) return { status: 'unverified', reason: 'the provider did not answer' };
      throw error;
    }
  }
}

function findingOf(verdict: KeyVerdict): Finding {
  if (verdict.status === 'valid') return { verdict: 'valid', reason: undefined, metadata: {} };
  return verdict.status === 'invalid'
    ? { verdict: 'invalid', reason: verdict.reason }
    : { verdict: 'unreachable', reason: verdict.reason };
}

import { text } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { Secret } from '../../../common/crypto/index.js';
import { Egress, EgressFailure } from '../../../common/egress/index.js';
import { parseJson } from '../../../common/json/index.js';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import { at } from '../providers/json-path.js';
import type { IssuedKeyAuth } from '../providers/provider-auth.js';
import { ProviderUnreachable } from '../providers/provider-session.js';
import type { CodeToExchange } from './token-endpoint.client.js';
import { GrantRefused } from './token-answer.js';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 65_536;
const BOUNDS = { depth: 8, members: 100, entries: 100, values: 1_000, name: 200 };
/** As for keys that users fill in. */
const KEY = /^[\x21-\x7e]{8,512}$/;

/** Exchanges codes for keys, where a provider issues those. */
@Injectable()
export class IssuedKeys {
  constructor(private readonly egress: Egress) {}

  /** @throws {GrantRefused} and {ProviderUnreachable} as `TokenEndpoints` does */
  async exchange(
    { name }: ProviderDefinition,
    { exchangeUrl }: IssuedKeyAuth,
    { code, verifier }: Pick<CodeToExchange, 'code' | 'verifier'>,
  ): Promise<Secret> {
    const body = JSON.stringify({
      code: code.reveal(),
      code_verifier: verifier?.reveal(),
      code_challenge_method: 'S256',
    });
    const { status, json } = await this.ask(name, exchangeUrl, body);
    const key = at(json, 'key');
    if (status >= 200 && status < 300 && typeof key === 'string' && KEY.test(key)) {
      return new Secret(key);
    }
    if (status === 400 || status === 403) {
      throw new GrantRefused(`${name} does not accept the permission any more: connect again`);
    }
    throw new ProviderUnreachable(`${name} gave an answer that cannot be read`);
  }

  private async ask(name: string, url: string, body: string) {
    try {
      const answer = await this.egress.request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body,
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_BYTES,
      });
      return { status: answer.status, json: parseJson(await text(answer.body), BOUNDS) };
    } catch (error) {
      if (!(error instanceof EgressFailure)) throw error;
      throw new ProviderUnreachable(`${name} did not give the key in time`);
    }
  }
}

import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Egress } from '../../../common/egress/index.js';
import type { ConnectionProvider, ProviderDefinition } from './connection-provider.js';
import { at } from './json-path.js';
import { readMetadata } from './metadata.js';
import { nextPage, type Paging } from './paging.js';
import { type Access, type AskDetails, ProviderApiClient } from './provider-api.client.js';
import { headersOf, wayOf } from './provider-auth.js';
import { type ProbeResult, type ProviderSession, ProviderUnreachable } from './provider-session.js';
import { judge, together } from './verdicts.js';

/** How long everything that is asked for one request of a user may take. */
const TIMEOUT_MS = 20_000;
const UNSEEN = new Set([401, 403, 404]);

export type { Access };

/** What a check found; reasons are for the user and quote nothing. */
export type Finding =
  | {
      /** `declared`: the user says so, and there is nobody to ask. */
      readonly verdict: 'valid' | 'limited' | 'declared';
      readonly reason: string | undefined;
      readonly metadata: Readonly<Record<string, unknown>>;
    }
  | { readonly verdict: 'invalid'; readonly reason: string }
  | { readonly verdict: 'unreachable'; readonly reason: string };

/** Asks providers, each with one user's secrets. */
@Injectable()
export class ProviderSessions {
  constructor(
    private readonly egress: Egress,
    private readonly clock: Clock,
  ) {}

  /** Asks all that the definition says, and judges by it. It changes nothing and costs nothing. */
  async check(provider: ConnectionProvider, access: Access): Promise<Finding> {
    try {
      return await this.judge(provider, access);
    } catch (error) {
      if (!(error instanceof ProviderUnreachable)) throw error;
      return { verdict: 'unreachable', reason: error.message };
    }
  }

  /**
   * A session without probes, to ask more of an account.
   * @param limitMs how long everything that is asked may take
   */
  open(definition: ProviderDefinition, access: Access, limitMs = TIMEOUT_MS): ProviderSession {
    return this.session(definition, access, {}, limitMs);
  }

  private async judge(provider: ConnectionProvider, access: Access): Promise<Finding> {
    const { definition } = provider;
    const probes: Record<string, ProbeResult> = {};
    const session = this.session(definition, access, probes);
    for (const probe of definition.probes) {
      const { path, query, json } = probe;
      const answer = await (json ? session.post(path, json) : session.get(path, query));
      probes[probe.name] = judge(probe, answer, definition.name);
    }
    const { verdict, reason } = together(Object.values(probes));
    if (verdict === 'invalid') return { verdict, reason: reason ?? 'The provider refused the key' };
    const described = (await provider.describe?.(session)) ?? {};
    const secrets = [...access.secrets.values()];
    const told = { probes, described, inputs: access.inputs, secrets };
    return { verdict, reason, metadata: readMetadata(definition.metadata, told) };
  }

  private session(
    { name, api, auth }: ProviderDefinition,
    access: Access,
    probes: Readonly<Record<string, ProbeResult>>,
    limitMs = TIMEOUT_MS,
  ): ProviderSession {
    const signal = AbortSignal.timeout(limitMs);
    const headers = { ...api?.headers, ...headersOf(wayOf(auth, access.secrets)) };
    const client =
      api && new ProviderApiClient(this.egress, name, { ...api, headers }, access, signal);
    const ask = async (path: string, details: AskDetails) => {
      if (client === undefined) throw new Error(`${name} has no API to ask`);
      return client.ask(path, details);
    };
    const get: ProviderSession['get'] = (path, query, particulars) =>
      ask(path, { query, ...particulars });
    const post: ProviderSession['post'] = (path, json) => ask(path, { json });
    const list = (path: string, paging: Paging) => allPages(get, path, paging, name);
    return { inputs: access.inputs, probes, now: this.clock.now(), get, post, list };
  }
}

async function allPages(
  get: ProviderSession['get'],
  path: string,
  paging: Paging,
  name: string,
): Promise<readonly unknown[] | undefined> {
  const all: unknown[] = [];
  let query = paging.query;
  for (let page = 0; page < paging.maxPages && all.length < paging.maxRows; page += 1) {
    const { status, body } = await get(path, query);
    if (UNSEEN.has(status)) return undefined;
    const rows = at(body, paging.rows);
    if (status !== 200 || !Array.isArray(rows)) {
      throw new ProviderUnreachable(`${name} gave an answer that cannot be read`);
    }
    all.push(...rows);
    query = nextPage(paging, body, rows, all.length);
    if (query === undefined) break;
  }
  return all.slice(0, paging.maxRows);
}

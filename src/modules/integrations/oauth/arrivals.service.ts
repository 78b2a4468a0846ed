import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Problem } from '../../../common/errors/index.js';
import { IntegrationCatalogue } from '../connections/integration-catalogue.service.js';
import {
  callbackRefused,
  permissionDenied,
  permissionRefused,
  providerUnreachable,
  unknownFlow,
} from '../integration-problems.js';
import type { ConnectionProvider } from '../providers/connection-provider.js';
import { type PermissionAuth, permissionWay } from '../providers/provider-auth.js';
import { ProviderUnreachable } from '../providers/provider-session.js';
import { type CallbackQuery, readCallback } from './callback-query.js';
import { Flows, type TakenFlow } from './flows.service.js';
import { Grants } from './grants.service.js';
import { GrantRefused } from './token-answer.js';

/** How a flow ended. */
export interface Arrived {
  readonly provider: ConnectionProvider;
  /** Undefined when the user is connected. */
  readonly problem: Problem | undefined;
  readonly returnTo: string | null;
  /** `Set-Cookie` that removes the one that the browser left with. */
  readonly cookie: string;
}

/** Takes in users who come back from providers. */
@Injectable()
export class Arrivals {
  constructor(
    private readonly catalogue: IntegrationCatalogue,
    private readonly flows: Flows,
    private readonly grants: Grants,
    private readonly clock: Clock,
  ) {}

  /**
   * Uses the flow up, whatever comes of it, and connects its user.
   * @param url as it was asked for, with its query
   * @param cookies the browser’s; without the one that it left with, nothing happens
   * @throws {Problem} unknown_provider or unknown_flow
   */
  async end(id: string, url: string, cookies: string | undefined): Promise<Arrived> {
    const provider = this.catalogue.provider(id);
    const query = readCallback(url);
    if (query === undefined) throw new Problem(unknownFlow);
    const flow = await this.flows.take(id, query.state, cookies);
    const problem = await this.connect(provider, flow, query).then(nothing, expectedProblem);
    if (problem !== undefined) await this.flows.fail(flow);
    return { provider, problem, returnTo: flow.returnTo, cookie: flow.cookie };
  }

  private async connect(
    provider: ConnectionProvider,
    flow: TakenFlow,
    query: CallbackQuery,
  ): Promise<void> {
    const way = this.checkedWay(provider, flow, query);
    if (query.error !== undefined) throw new Problem(permissionDenied);
    const { code } = query;
    if (code === undefined) throw new Problem(callbackRefused);
    const { inputs, verifier, redirectUri } = flow;
    const { definition } = provider;
    const permission = { definition, way, inputs, code: { code, verifier, redirectUri } };
    await this.grants.accept(provider, flow, permission);
  }

  /** The way that the flow began in. @throws {Problem} when it was not the provider that sent the user */
  private checkedWay(
    provider: ConnectionProvider,
    { mode, inputs }: TakenFlow,
    { all, issuer }: CallbackQuery,
  ): PermissionAuth {
    const way = permissionWay(provider.definition.auth);
    if (way === undefined || way.mode !== mode) throw new Problem(unknownFlow);
    const isOAuth = way.mode === 'oauth2';
    const isIssuer = !isOAuth || way.issuer === undefined || way.issuer === issuer;
    const client = isOAuth ? way.client : undefined;
    const callback = { query: all, inputs, client, now: this.clock.now() };
    if (isIssuer && provider.checkCallback?.(callback) !== false) return way;
    throw new Problem(callbackRefused);
  }
}

function nothing(): undefined {}

/** What a user can be told of; all else is a defect. */
function expectedProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof GrantRefused) {
    return new Problem(permissionRefused, { detail: `${error.message}.` });
  }
  if (error instanceof ProviderUnreachable) {
    return new Problem(providerUnreachable, { detail: `${error.message}. Connect again.` });
  }
  throw error;
}

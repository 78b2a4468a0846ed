import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import * as oauth from 'oauth4webapi';
import { randomToken, Secret, sha256 } from '../../../common/crypto/index.js';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { ConnectionsRepository } from '../connections/connections.repository.js';
import { unknownFlow } from '../integration-problems.js';
import { VaultError } from '../vault/envelope.js';
import { Vault } from '../vault/vault.service.js';
import { arrival, departure, FLOW_SECONDS, travellerOf } from './flow-cookie.js';
import { placeOf, redirectUriOf, verifierContext } from './flow-places.js';
import { type FlowRow, OAuthStatesRepository } from './oauth-states.repository.js';
import { oauthConfig } from './oauth.config.js';

/** A flow that has just begun. Only the provider and the browser get to know its state. */
export interface BegunFlow {
  readonly state: string;
  readonly redirectUri: string;
  /** PKCE’s, of S256; undefined where it is not used. */
  readonly challenge: string | undefined;
  /** `Set-Cookie` of the browser that leaves. */
  readonly cookie: string;
}

/** A flow that has been used up. */
export interface TakenFlow extends Omit<FlowRow, 'verifier'> {
  readonly begunAt: Date;
  readonly redirectUri: string;
  readonly verifier: Secret | undefined;
  /** `Set-Cookie` that removes the one it began with. */
  readonly cookie: string;
}

/**
 * Flows between the departure of a user to a provider and their return: each for one user, provider and
 * browser, once, within ten minutes.
 */
@Injectable()
export class Flows {
  constructor(
    @Inject(oauthConfig.KEY) private readonly config: ConfigType<typeof oauthConfig>,
    private readonly database: Database,
    private readonly connections: ConnectionsRepository,
    private readonly states: OAuthStatesRepository,
    private readonly vault: Vault,
  ) {}

  /** What is connected stays so. */
  async begin(flow: Omit<FlowRow, 'verifier'>, usesPkce: boolean): Promise<BegunFlow> {
    const { userId, provider } = flow;
    const [state, token] = [randomToken(), randomToken()];
    const code = usesPkce ? oauth.generateRandomCodeVerifier() : undefined;
    const verifier =
      code === undefined
        ? undefined
        : this.vault.seal(new Secret(code), verifierContext(flow, state));
    const key = { stateHash: sha256(state), cookieHash: sha256(token) };
    await this.database.asUser(userId, async (tx) => {
      await this.states.add(tx, key, { ...flow, verifier }, FLOW_SECONDS);
      await this.connections.depart(tx, userId, provider, FLOW_SECONDS);
    });
    const redirectUri = redirectUriOf(this.config.publicUrl, provider);
    const traveller = { userId, token };
    return {
      state,
      redirectUri,
      challenge: code && (await oauth.calculatePKCECodeChallenge(code)),
      cookie: departure(state, traveller, placeOf(redirectUri), this.config.secret),
    };
  }

  /**
   * Uses a flow up: of all who come with the same state, one gets it.
   * @param cookies of the browser; without the one that it left with, nothing happens
   * @throws {Problem} unknown_flow
   */
  async take(provider: string, state: string, cookies: string | undefined): Promise<TakenFlow> {
    const traveller = travellerOf(cookies, state, this.config.secret);
    if (traveller === undefined) throw new Problem(unknownFlow);
    const { userId, token } = traveller;
    const key = { stateHash: sha256(state), cookieHash: sha256(token) };
    const found = await this.database.asUser(userId, (tx) => this.states.take(tx, provider, key));
    if (found === undefined) throw new Problem(unknownFlow);
    const { verifier: _sealed, createdAt: begunAt, ...flow } = found;
    const redirectUri = redirectUriOf(this.config.publicUrl, provider);
    const cookie = arrival(state, placeOf(redirectUri));
    return { ...flow, begunAt, redirectUri, cookie, verifier: this.open(found, state) };
  }

  /** The user is back, and nothing came of it. */
  async fail({ userId, provider }: TakenFlow): Promise<void> {
    await this.database.asUser(userId, (tx) => this.connections.comeBack(tx, userId, provider));
  }

  private open({ verifier, ...flow }: FlowRow, state: string): Secret | undefined {
    if (verifier === undefined) return undefined;
    try {
      return this.vault.unseal({ sealed: verifier, context: verifierContext(flow, state) });
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      throw new Problem(unknownFlow, {}, { cause: error });
    }
  }
}

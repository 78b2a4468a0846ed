import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { randomUUID } from 'node:crypto';
import type { Environment } from '../../src/common/config/index.js';

const CLIENT = { id: 'coinslot-tests', secret: 'planted-client-secret-of-tests' };

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * A shop of Shopify: a refresh token can be used again until what it was renewed to is first used
 * (https://shopify.dev/changelog, 28 August 2026).
 */
interface Grant {
  current: Tokens;
  next: Tokens | undefined;
}

/**
 * Providers whose answers can be held back after they have been made: `shopify` as it documents it, and
 * `pinterest`, where tokens come from a certified authorization server that takes each refresh token once.
 */
export class TokenServers {
  /** Refresh tokens that were used, in the order in which they came. */
  readonly renewals: string[] = [];
  readonly revoked: string[] = [];
  /** Questions that were asked with tokens that are no good. */
  refused = 0;
  /** Token endpoints answer with this, where it is set. */
  failure: { readonly status: number; readonly headers?: Record<string, string> } | undefined;
  /** Shops do not accept new access either. */
  endsNext = false;
  /** Answers of token endpoints that have been made and not sent. */
  held = 0;
  private readonly shops = new Map<string, Grant>();
  private readonly ended = new Set<string>();
  private gate: { readonly open: Promise<unknown>; release(): void } | undefined;

  private constructor(
    private readonly server: Server,
    readonly host: string,
    private readonly issuer: ChildProcess,
    private readonly issuerUrl: string,
  ) {
    server.on('request', (request, response) => void this.serve(request, response));
  }

  static async start(): Promise<TokenServers> {
    const issuer = fork('test/integrations/oidc-tokens-process.mjs', [CLIENT.id, CLIENT.secret], {
      // It complains of every Node that is not the newest.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const [{ ready }] = (await once(issuer, 'message')) as [{ ready: string }];
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    return new TokenServers(server, `127.0.0.1:${port}`, issuer, ready);
  }

  async stop(): Promise<void> {
    this.release();
    const gone = once(this.issuer, 'exit');
    this.issuer.kill('SIGKILL');
    this.server.closeAllConnections();
    await Promise.all([gone, new Promise((resolve) => this.server.close(resolve))]);
  }

  /** Settings of a server that asks these. */
  get environment(): Environment {
    return {
      EGRESS_ALLOW: this.host,
      SHOPIFY_CLIENT_ID: CLIENT.id,
      SHOPIFY_CLIENT_SECRET: CLIENT.secret,
      SHOPIFY_SHOP_URL: `http://${this.host}/shopify/{shop}`,
      PINTEREST_CLIENT_ID: CLIENT.id,
      PINTEREST_CLIENT_SECRET: CLIENT.secret,
      PINTEREST_BASE_URL: `http://${this.host}/pinterest`,
      KLAVIYO_CLIENT_ID: CLIENT.id,
      KLAVIYO_CLIENT_SECRET: CLIENT.secret,
      KLAVIYO_BASE_URL: `http://${this.host}/klaviyo/api`,
    };
  }

  /** A shop's owner permits access. */
  installAt(shop: string): Tokens {
    const current = newTokens();
    this.shops.set(shop, { current, next: undefined });
    return current;
  }

  /** Somebody permits access at the authorization server. */
  async permit(): Promise<Tokens> {
    this.issuer.send({ give: randomUUID() });
    const [{ given }] = (await once(this.issuer, 'message')) as [{ given: Tokens }];
    return given;
  }

  /** Access tokens that have ended before their time. */
  end(access: string): void {
    this.ended.add(access);
  }

  /** From now on token endpoints make their answers and do not send them. */
  hold(): void {
    const gate = new EventEmitter();
    const open = once(gate, 'open');
    this.gate = { open, release: () => void gate.emit('open') };
  }

  release(): void {
    this.gate?.release();
    this.gate = undefined;
  }

  reset(): void {
    this.release();
    this.failure = undefined;
    this.endsNext = false;
    this.refused = 0;
    for (const list of [this.renewals, this.revoked]) list.length = 0;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const [, provider, shop = '', ...rest] = (request.url ?? '').split(/[/?]/);
    const isToken = /\/(oauth\/token|oauth\/access_token)$/.test(request.url ?? '');
    const failure = isToken ? this.failure : undefined;
    const answer =
      failure === undefined
        ? await this.answer(provider ?? '', shop, rest.join('/'), request, body)
        : { status: failure.status, body: {} };
    if (isToken) await this.wait(answer);
    response.writeHead(answer.status, { 'content-type': 'application/json', ...failure?.headers });
    response.end(JSON.stringify(answer.body));
  }

  private async wait({ status }: Answer): Promise<void> {
    if (this.gate === undefined || status !== 200) return;
    this.held += 1;
    await this.gate.open;
    this.held -= 1;
  }

  private async answer(
    provider: string,
    shop: string,
    path: string,
    request: IncomingMessage,
    body: string,
  ): Promise<Answer> {
    if (provider === 'shopify') {
      if (path === 'admin/oauth/access_token') return this.renewShop(shop, JSON.parse(body));
      return this.askShop(shop, String(request.headers['x-shopify-access-token']));
    }
    const [, token = ''] = /^Bearer (.*)$/.exec(request.headers.authorization ?? '') ?? [];
    if (provider === 'klaviyo') return this.klaviyo(`${shop}/${path}`, body);
    if (`${shop}/${path}` === 'oauth/token') return this.renewAtIssuer(request, body);
    if (shop === 'boards') return { status: 200, body: { items: [], bookmark: null } };
    return this.askIssuer(token);
  }

  private renewShop(shop: string, asked: Record<string, string>): Answer {
    const token = asked['refresh_token'] ?? '';
    this.renewals.push(token);
    const grant = this.shops.get(shop);
    const isOurs = asked['client_id'] === CLIENT.id && asked['client_secret'] === CLIENT.secret;
    if (!isOurs || asked['grant_type'] !== 'refresh_token' || grant === undefined) {
      return { status: 400, body: { error: 'invalid_request' } };
    }
    if (grant.next?.refresh === token) this.use(grant);
    if (grant.current.refresh !== token) return { status: 400, body: { error: 'invalid_grant' } };
    grant.next = newTokens();
    if (this.endsNext) this.end(grant.next.access);
    const { access, refresh } = grant.next;
    const ends = { expires_in: 3_600, refresh_token_expires_in: 7_776_000 };
    return {
      status: 200,
      body: { access_token: access, refresh_token: refresh, scope: 'read_products', ...ends },
    };
  }

  private use(grant: Grant): void {
    if (grant.next !== undefined) grant.current = grant.next;
    grant.next = undefined;
  }

  private askShop(shop: string, token: string): Answer {
    const grant = this.shops.get(shop);
    if (grant?.next?.access === token) this.use(grant);
    if (grant?.current.access !== token || this.ended.has(token)) {
      this.refused += 1;
      return { status: 401, body: { errors: 'Invalid API key or access token' } };
    }
    const about = { name: 'Ada', myshopifyDomain: shop, primaryDomain: { host: shop } };
    return { status: 200, body: { data: { shop: about } } };
  }

  private async renewAtIssuer(request: IncomingMessage, body: string): Promise<Answer> {
    this.renewals.push(new URLSearchParams(body).get('refresh_token') ?? '');
    const answer = await fetch(`${this.issuerUrl}/token`, {
      method: 'POST',
      headers: {
        authorization: request.headers.authorization ?? '',
        'content-type': request.headers['content-type'] ?? '',
      },
      body,
    });
    return { status: answer.status, body: (await answer.json()) as object };
  }

  private async askIssuer(token: string): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${this.issuerUrl}/me`, { headers });
    await answer.arrayBuffer();
    if (answer.ok && !this.ended.has(token)) return { status: 200, body: { username: 'ada' } };
    this.refused += 1;
    return { status: 401, body: { code: 2, message: 'Authentication failed.' } };
  }

  private klaviyo(path: string, body: string): Answer {
    const token = new URLSearchParams(body);
    if (path === 'oauth/revoke') this.revoked.push(token.get('token') ?? '');
    if (path !== 'oauth/token') return { status: 200, body: {} };
    this.renewals.push(token.get('refresh_token') ?? '');
    const { access, refresh } = newTokens();
    const tokens = { access_token: access, refresh_token: refresh, token_type: 'bearer' };
    return { status: 200, body: { ...tokens, expires_in: 3_600 } };
  }
}

function newTokens(): Tokens {
  return { access: `planted-access-${randomUUID()}`, refresh: `planted-refresh-${randomUUID()}` };
}

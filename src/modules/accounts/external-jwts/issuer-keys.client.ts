import { text } from 'node:stream/consumers';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { Egress, parseAllowance } from '../../../common/egress/index.js';
import type { ExternalIssuer } from '../../../common/config/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { externalJwtsConfig } from './external-jwts.config.js';
import { KeySet } from './key-set.js';

/** Real documents have a few kilobytes. */
const MAX_BYTES = 65_536;
const TIMEOUT_MS = 5_000;

/**
 * Asks issuers for their keys. What the operator named may be anywhere; what an issuer names itself,
 * only where users' URLs may lead too.
 */
@Injectable()
export class IssuerKeys implements OnApplicationShutdown {
  private readonly egress: Egress;

  constructor(
    @Inject(externalJwtsConfig.KEY)
    { issuers, allowsPlainHttp }: ConfigType<typeof externalJwtsConfig>,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const allowed = parseAllowance(issuers.flatMap(targetsOf));
    if (allowed === undefined) throw new Error('the URL of an issuer has no host and port');
    this.egress = new Egress({ allowed, allowsPlainHttp });
  }

  /** The keys of an issuer that publishes them, remembered from now on. */
  setOf({ issuer, keys }: ExternalIssuer): KeySet {
    return new KeySet({
      fetch: async () => this.read(keys.kind === 'jwks' ? keys.url : await this.discover(issuer)),
      now: () => this.clock.now().getTime(),
      failed: (error) =>
        this.logger.warn({ err: error, issuer }, 'the keys of an issuer did not come'),
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.egress.onApplicationShutdown();
  }

  /** Where an issuer says that its keys are (OpenID Connect Discovery 1.0, section 4). */
  private async discover(issuer: string): Promise<string> {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const said = (await this.read(url)) as { issuer?: unknown; jwks_uri?: unknown } | null;
    if (said?.issuer !== issuer) throw new Error('the document is of another issuer');
    if (typeof said.jwks_uri !== 'string') throw new Error('the document names no keys');
    return said.jwks_uri;
  }

  private async read(url: string): Promise<unknown> {
    const headers = { accept: 'application/json' };
    const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES };
    const { status, body } = await this.egress.request(url, { method: 'GET', headers, ...limits });
    const answer = await text(body);
    if (status !== 200) throw new Error(`answered ${status}`);
    return JSON.parse(answer) as unknown;
  }
}

/** `host:port` of each URL that the operator gave. */
function targetsOf({ issuer, keys }: ExternalIssuer): string[] {
  return (keys.kind === 'jwks' ? [keys.url] : [issuer]).map((named) => {
    const { protocol, hostname, port } = new URL(named);
    return `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`;
  });
}

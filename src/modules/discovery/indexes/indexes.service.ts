import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { LRUCache } from 'lru-cache';
import { Clock } from '../../../common/clock/index.js';
import { Catalogue, readQuery } from '../../resources/index.js';
import { ListedResources } from '../listed/listed-resources.service.js';
import { indexesConfig } from './indexes.config.js';
import { llmsText } from './llms-text.js';
import { manifest } from './manifest.js';
import { sitemap } from './sitemap.js';

/** Resources on one page of the manifest. */
const PAGE = 50;
/** Resources in a text for agents. */
const CHOICE = 40;
/** Addresses in the sitemap, the newest first; the format allows five times as many. */
const MAX_ADDRESSES = 10_000;

/** For how long readers share a text that was made: prices that change meanwhile stay good for longer. */
const KEPT = { max: 50, ttl: 60_000 } as const;

/** Makes the lists that indexes, crawlers and agents read, each of what can be bought at the moment. */
@Injectable()
export class Indexes {
  private readonly kept = new LRUCache<string, Promise<string>>(KEPT);

  constructor(
    private readonly listed: ListedResources,
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
    @Inject(indexesConfig.KEY) private readonly config: ConfigType<typeof indexesConfig>,
  ) {}

  /** Whether the operator wants the older list of addresses. */
  get hasOlderList(): boolean {
    return this.config.hasOlderList;
  }

  get publicUrl(): string {
    return this.config.publicUrl;
  }

  /**
   * A page of `/.well-known/x402.json`, newest resources first, as JSON.
   * @throws {Problem} invalid_input for what is no cursor
   */
  manifest(cursor: string | undefined): Promise<string> {
    const [question, request] = readQuery({ sort: 'latest', limit: PAGE, cursor }, []);
    return this.once(`manifest ${cursor ?? ''}`, async () => {
      const { listed, nextCursor } = await this.listed.page(question, request);
      const here = `${this.publicUrl}/.well-known/x402.json`;
      const next = nextCursor && `${here}?cursor=${encodeURIComponent(nextCursor)}`;
      return JSON.stringify(manifest(listed, next, this.clock.now()));
    });
  }

  /** `/.well-known/x402`: addresses alone, of what `/llms.txt` names. */
  olderList(): Promise<string> {
    return this.once('older', async () => {
      const listed = await this.listed.find(CHOICE);
      return JSON.stringify({ version: 1, resources: listed.map(({ quote }) => quote.url) });
    });
  }

  llmsText(): Promise<string> {
    return this.once('llms', async () => llmsText(this.publicUrl, await this.listed.find(CHOICE)));
  }

  sitemap(): Promise<string> {
    return this.once('sitemap', async () =>
      sitemap(this.publicUrl, await this.catalogue.addresses(MAX_ADDRESSES)),
    );
  }

  /** What is asked for at once is made once; what failed is made again. */
  private once(name: string, make: () => Promise<string>): Promise<string> {
    const kept = this.kept.get(name);
    if (kept !== undefined) return kept;
    const made = make();
    this.kept.set(name, made);
    made.catch(() => this.kept.delete(name));
    return made;
  }
}

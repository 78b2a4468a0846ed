import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ListedResources } from '../listed/listed-resources.service.js';
import { ApiDocument } from './api-document.service.js';
import { buyersDocument } from './buyers-document.js';
import { documentsConfig } from './documents.config.js';

/** Readers of such documents take the whole of one for one shop, and give up beyond that. */
export const MAX_OPERATIONS = 40;

/** The OpenAPI documents of what is on sale, made when they are asked for: prices change. */
@Injectable()
export class BuyersDocuments {
  constructor(
    private readonly api: ApiDocument,
    private readonly listed: ListedResources,
    @Inject(documentsConfig.KEY) private readonly config: ConfigType<typeof documentsConfig>,
  ) {}

  /** Of the newest and the most called resources, as JSON. */
  async ofAll(): Promise<string> {
    const listed = await this.listed.find(MAX_OPERATIONS);
    return JSON.stringify(buyersDocument(this.api.value, listed, this.config));
  }

  /** Of one creator's; undefined where nothing of theirs is on sale. */
  async of(username: string): Promise<string | undefined> {
    const listed = await this.listed.findOf(username, MAX_OPERATIONS);
    if (listed === undefined) return undefined;
    return JSON.stringify(buyersDocument(this.api.value, listed, { ...this.config, username }));
  }
}

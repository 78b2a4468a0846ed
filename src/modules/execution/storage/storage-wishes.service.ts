import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import type { Addendum } from '../../payments/index.js';
import { type Destination, DESTINATION_HEADER, readDestination } from './destination.js';
import { STORAGE_HEADER, storageHeader } from './storage-view.js';
import { StorageWallet } from './storage-wallet.client.js';
import { StoredOutputs } from './stored-outputs.service.js';

/** What buyers say, and are told, of storing their results. */
@Injectable()
export class StorageWishes {
  constructor(
    private readonly wallet: StorageWallet,
    private readonly outputs: StoredOutputs,
  ) {}

  /** Undefined when the buyer asks for nothing. @throws {Problem} `invalid_input` */
  read({ headers }: FastifyRequest): Destination | undefined {
    const value = headers[DESTINATION_HEADER.toLowerCase()];
    if (value === undefined) return undefined;
    const wish = this.wallet.exists
      ? readDestination(String(value))
      : { field: DESTINATION_HEADER, message: 'is not offered: this server stores no results' };
    if ('destination' in wish) return wish;
    throw new Problem(invalidInput, { errors: [wish] });
  }

  /** What to tell of storing the result of a call. */
  async addendum(
    { id, wish }: { readonly id: string; readonly wish: unknown },
    patience: AbortSignal | undefined,
  ): Promise<Addendum | undefined> {
    if (wish === null) return undefined;
    const storage = await this.outputs.fulfil(id, patience);
    return { members: { storage }, headers: { [STORAGE_HEADER]: storageHeader(storage) } };
  }
}

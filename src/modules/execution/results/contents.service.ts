import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../../common/database/index.js';
import type { RawAnswer } from '../../payments/index.js';
import { resultsConfig } from './results.config.js';
import {
  type ContentView,
  contentView,
  INLINE_BYTES,
  inPieces,
  type KeptBytes,
  type KeptContent,
  PIECE_BYTES,
} from './content.js';
import { ContentsRepository } from './contents.repository.js';

/**
 * Keeps what runs give as bytes, however large, with one piece in memory at a time. No connection to
 * the database is held while an endpoint or a buyer is slow.
 */
@Injectable()
export class Contents {
  constructor(
    private readonly database: Database,
    private readonly repository: ContentsRepository,
    @Inject(resultsConfig.KEY) private readonly config: ConfigType<typeof resultsConfig>,
  ) {}

  /**
   * Reads `bytes` to their end and keeps them. When they break off nothing is kept, and their error is
   * thrown.
   * @param callId null for a test run: what is large is measured only
   */
  async keep(callId: string | null, bytes: AsyncIterable<Uint8Array>): Promise<KeptBytes> {
    const key = callId === null ? null : uuidv7();
    let length = 0;
    let position = 0;
    try {
      for await (const piece of inPieces(bytes, PIECE_BYTES)) {
        const isSmall = position === 0 && piece.length <= INLINE_BYTES;
        if (isSmall) return { base64: piece.toString('base64') };
        if (callId !== null && key !== null) await this.store(callId, key, position, piece);
        length += piece.length;
        position += 1;
      }
    } catch (error) {
      // What cannot be deleted now is swept later.
      if (key !== null && position > 0) await this.delete(key).catch(() => undefined);
      throw error;
    }
    return position === 0 ? { base64: '' } : { key, length };
  }

  /** The bytes as they were sold, read piece by piece as the buyer takes them. */
  answer(content: KeptContent): RawAnswer {
    const { mimeType, filename, status, headers } = content;
    const head = { mimeType, filename, ...(status && { status }), ...(headers && { headers }) };
    if ('base64' in content) {
      const bytes = Buffer.from(content.base64, 'base64');
      return { ...head, bytes, length: bytes.length };
    }
    const { key, length } = content;
    if (key === null) throw new Error('the content of a test run is not kept');
    return { ...head, bytes: Readable.from(this.read(key, length), { objectMode: false }), length };
  }

  /** @param callId null for a test run */
  view(callId: string | null, content: KeptContent): ContentView {
    const path = `/api/v1/executions/${callId}/content`;
    return contentView(content, callId === null ? null : `${this.config.publicUrl}${path}`);
  }

  private store(callId: string, id: string, position: number, piece: Buffer): Promise<void> {
    return this.database.asService('execution', async (tx) => {
      if (position === 0) await this.repository.begin(tx, { id, callId });
      await this.repository.add(tx, id, position, piece);
    });
  }

  private delete(id: string): Promise<void> {
    return this.database.asService('execution', (tx) => this.repository.delete(tx, id));
  }

  private async *read(id: string, length: number): AsyncGenerator<Buffer> {
    let left = length;
    for (let position = 0; left > 0; position += 1) {
      const bytes = await this.database.asService('execution', (tx) =>
        this.repository.read(tx, id, position),
      );
      if (bytes === undefined) throw new Error(`content ${id} ends ${left} bytes early`);
      left -= bytes.length;
      yield bytes;
    }
  }
}

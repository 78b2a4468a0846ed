import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { CallRecords } from '../../payments/index.js';
import { Contents } from '../results/contents.service.js';
import type { ExecutionResult } from '../results/execution-result.js';
import type { StorageFailure } from './storage-view.js';
import type { StoredOutput } from './stored-output.entity.js';
import { MAX_DATA_LENGTH, type Upload, uploadOf } from './upload.js';

/** Makes files of results that are to be stored. */
@Injectable()
export class Uploads {
  constructor(
    private readonly calls: CallRecords,
    private readonly contents: Contents,
  ) {}

  /** Why there is nothing to send, where there is not. */
  async of({ callId, filename }: StoredOutput): Promise<Upload | StorageFailure> {
    const call = await this.calls.find(callId);
    if (call?.status !== 'succeeded') return 'result_expired';
    const result = call.result as ExecutionResult;
    const bytes = await this.bytesOf(result);
    if (bytes === 'too_large') return bytes;
    const upload = uploadOf(result, bytes, filename);
    return upload.data.length > MAX_DATA_LENGTH ? 'too_large' : upload;
  }

  /** Undefined for words; what is too large is not read. */
  private async bytesOf({ content }: ExecutionResult): Promise<Buffer | 'too_large' | undefined> {
    if (content === undefined) return undefined;
    const { bytes, length } = this.contents.answer(content);
    if (Buffer.isBuffer(bytes)) return bytes;
    if (length <= MAX_DATA_LENGTH) return buffer(bytes);
    bytes.destroy();
    return 'too_large';
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { safeEqual, type Secret, sha256 } from '../../../common/crypto/index.js';
import { adminConfig } from './admin.config.js';

/** The operator's key. Guards of other modules ask it, and never see the key itself. */
@Injectable()
export class AdminKey {
  private readonly key: Secret | undefined;

  constructor(@Inject(adminConfig.KEY) config: ConfigType<typeof adminConfig>) {
    this.key = config.key;
  }

  /** Whether there is a key, and so an admin API. */
  get exists(): boolean {
    return this.key !== undefined;
  }

  /** Digests have one length, so that the time tells nothing about the key. */
  is(given: string | string[] | undefined): boolean {
    if (this.key === undefined || typeof given !== 'string') return false;
    return safeEqual(sha256(given), sha256(this.key.reveal()));
  }
}

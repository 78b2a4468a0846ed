import { createHmac, hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { safeEqual } from '../../../common/crypto/index.js';
import { receiptsConfig } from './receipts.config.js';

/** A label of their own (RFC 5869 section 3.2): tickets and receipts tell nothing of each other. */
const LABEL = 'coinslot call ticket';
const KEY_BYTES = 32;

/**
 * Makes and checks tickets. Whoever has the ticket of a call may read its result; it is told to the
 * buyer alone, stands nowhere in the database and in no receipt, and cannot be made from the call's id.
 */
@Injectable()
export class Tickets {
  private readonly keys: readonly [Buffer, ...Buffer[]];

  constructor(@Inject(receiptsConfig.KEY) { seeds }: ConfigType<typeof receiptsConfig>) {
    const [first, ...others] = [...seeds.values()].map(ticketKey);
    if (first === undefined) throw new Error('there is no key to make tickets with');
    this.keys = [first, ...others];
  }

  /** The ticket of a call: the same each time, and good for as long as the call's result is kept. */
  of(callId: string): string {
    return ticketOf(this.keys[0], callId).toString('base64url');
  }

  /** Whether `ticket` is of this very call, made with any key that is still configured. */
  opens(ticket: string, callId: string): boolean {
    const given = Buffer.from(ticket, 'base64url');
    const matches = this.keys.map((key) => safeEqual(given, ticketOf(key, callId)));
    return matches.includes(true);
  }
}

function ticketKey(seed: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', seed, '', LABEL, KEY_BYTES));
}

function ticketOf(key: Buffer, callId: string): Buffer {
  return createHmac('sha256', key).update(callId).digest();
}

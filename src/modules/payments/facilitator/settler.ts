import type { PaymentRequirements } from '@x402/core/types';
import { z } from 'zod';
import { EIP2612_GAS_SPONSORING } from '../networks/evm/permit.js';
import { UPTO } from '../networks/evm/upto-payments.js';
import { readSupported, signersOn } from './supported.js';

const namesSettler = z.object({ facilitatorAddress: z.string().max(200) });

/** Whom a payment by use names, and who alone can settle it; undefined for any other payment. */
export function facilitatorNamedIn({ extra }: Partial<PaymentRequirements>): string | undefined {
  const named: unknown = extra?.['facilitatorAddress'];
  return typeof named === 'string' ? named : undefined;
}

/** What a facilitator says of payments by use on one network. */
export interface SaidSettler {
  /** Normalised; at least one, the one to name first. */
  readonly addresses: readonly string[];
  /** Whether it sends along what approves the payment. */
  readonly sponsors: boolean;
}

/** Undefined when it settles none there, or says so in no way that can be read. */
export function settlerOf(
  reply: unknown,
  network: string,
  normalise: (address: string) => string | undefined,
): SaidSettler | undefined {
  const supported = readSupported(reply);
  const kind = supported?.kinds.find((each) => each.scheme === UPTO && each.network === network);
  const named = namesSettler.safeParse(kind?.extra).data?.facilitatorAddress;
  if (supported === undefined || named === undefined) return undefined;
  const all = [named, ...signersOn(supported, network)];
  const addresses = all.flatMap((address) => normalise(address) ?? []);
  const sponsors = supported.extensions.includes(EIP2612_GAS_SPONSORING);
  return addresses.length === 0 ? undefined : { addresses: [...new Set(addresses)], sponsors };
}

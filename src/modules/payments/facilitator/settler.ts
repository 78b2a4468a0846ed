import type { PaymentRequirements } from '@x402/core/types';
import { z } from 'zod';
import { EIP2612_GAS_SPONSORING } from '../networks/evm/permit.js';

/** As x402 names the scheme. */
const UPTO = 'upto';

/** What of `/supported` tells who settles (x402 specification v2, section 7). */
const supportedReply = z.object({
  kinds: z
    .array(z.object({ scheme: z.string(), network: z.string(), extra: z.unknown().optional() }))
    .max(1_000),
  extensions: z.array(z.string().max(200)).max(1_000).catch([]),
  signers: z.record(z.string(), z.array(z.string().max(200)).max(100)).catch({}),
});
const extra = z.object({ facilitatorAddress: z.string().max(200) });

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
  supported: unknown,
  network: string,
  normalise: (address: string) => string | undefined,
): SaidSettler | undefined {
  const told = supportedReply.safeParse(supported).data;
  const kind = told?.kinds.find((each) => each.scheme === UPTO && each.network === network);
  const named = extra.safeParse(kind?.extra).data?.facilitatorAddress;
  if (told === undefined || named === undefined) return undefined;
  const [family = ''] = network.split(':');
  const others = told.signers[`${family}:*`] ?? [];
  const addresses = [named, ...others].flatMap((address) => normalise(address) ?? []);
  const sponsors = told.extensions.includes(EIP2612_GAS_SPONSORING);
  return addresses.length === 0 ? undefined : { addresses: [...new Set(addresses)], sponsors };
}

import type { PaymentRequirements, ResourceInfo } from '@x402/core/types';
import { z } from 'zod';
import type { PaymentNetwork } from '../../payments/index.js';

/** What the storage asks for, as far as we are willing to pay it. */
export interface StorageOffer {
  /** An EVM network: that is what the wallet signs for. */
  readonly network: PaymentNetwork;
  /** As the network writes it. */
  readonly asset: string;
  /** Atomic USDC. */
  readonly amount: bigint;
  readonly payTo: string;
  readonly maxTimeoutSeconds: number;
  /** The entry of the challenge, to be repeated as it is. */
  readonly accepted: PaymentRequirements;
  readonly resource: ResourceInfo | undefined;
}

/** Why nothing of a challenge is paid. */
export type OfferRefusal = 'bad_answer' | 'not_payable' | 'too_dear';

const envelope = z.object({
  x402Version: z.literal(2),
  accepts: z.array(z.unknown()).min(1).max(50),
  resource: z.looseObject({ url: z.string().max(2_048) }).optional(),
});

const entry = z.object({
  scheme: z.literal('exact'),
  network: z.string().max(100),
  asset: z.string().max(100),
  amount: z.string().regex(/^[1-9]\d{0,29}$/),
  payTo: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
  maxTimeoutSeconds: z.number().int().min(10),
  extra: z
    .object({ assetTransferMethod: z.literal('eip3009').optional() })
    .nullish()
    .transform(() => undefined),
});

/**
 * Picks what to pay of the storage's challenge, which is not trusted: an EVM network of ours, a
 * token of it and at most `maxAmount`.
 */
export function chooseOffer(
  challenge: unknown,
  findNetwork: (id: string) => PaymentNetwork | undefined,
  maxAmount: bigint,
): StorageOffer | OfferRefusal {
  const parsed = envelope.safeParse(challenge);
  if (!parsed.success) return 'bad_answer';
  const { accepts, resource } = parsed.data;
  const payable = accepts.flatMap((accepted) => {
    const offered = entry.safeParse(accepted);
    const network = offered.success ? findNetwork(offered.data.network) : undefined;
    if (!offered.success || network === undefined) return [];
    const { scheme, asset, amount, payTo, maxTimeoutSeconds } = offered.data;
    const own = network.methods.find(
      (method) => method.scheme === scheme && method.asset.toLowerCase() === asset.toLowerCase(),
    );
    if (own === undefined || !network.id.startsWith('eip155:')) return [];
    const terms = { network, asset: own.asset, amount: BigInt(amount), payTo, maxTimeoutSeconds };
    return [{ ...terms, accepted: accepted as PaymentRequirements, resource }];
  });
  if (payable.length === 0) return 'not_payable';
  return payable.find(({ amount }) => amount <= maxAmount) ?? 'too_dear';
}

import { z } from 'zod';

/** `/supported` (x402 specification v2, section 7.3), bounded; what is not needed may be missing or odd. */
const supportedReply = z.object({
  kinds: z
    .array(z.object({ scheme: z.string(), network: z.string(), extra: z.unknown().optional() }))
    .max(1_000),
  extensions: z.array(z.string().max(200)).max(1_000).catch([]),
  signers: z.record(z.string(), z.array(z.string().max(200)).max(100)).catch({}),
});

/** What a facilitator says that it settles. */
export type Supported = z.infer<typeof supportedReply>;

/** Undefined for a reply that says it in no way that can be read. */
export function readSupported(reply: unknown): Supported | undefined {
  return supportedReply.safeParse(reply).data;
}

/** Wallets that it signs with on a network, or on all of its kind: the latter go by a pattern such as `eip155:*`. */
export function signersOn({ signers }: Supported, network: string): readonly string[] {
  return signers[network] ?? signers[`${network.split(':', 1)[0]}:*`] ?? [];
}

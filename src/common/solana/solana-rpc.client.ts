import { RpcRequestError } from 'viem';
import type { z } from 'zod';
import { rpcAsk, type RpcPatience } from '../evm/index.js';

/** Asks a node of Solana one question, and reads the answer by `schema`. */
export type SolanaRpc = <T>(method: string, params: unknown[], schema: z.ZodType<T>) => Promise<T>;

/**
 * Asks the node at `url`, again where it did not answer. Rejects with {@link RpcRequestError} when it said no,
 * and with anything else when it did not answer, or with what cannot be read.
 */
export function solanaRpc(url: string, { timeoutMs, tries }: RpcPatience): SolanaRpc {
  const ask = rpcAsk(url, timeoutMs);
  return async (method, params, schema) => {
    for (let left = tries - 1; ; left -= 1) {
      try {
        return schema.parse(await ask({ method, params }));
      } catch (error) {
        if (left <= 0 || error instanceof RpcRequestError) throw error;
      }
    }
  };
}

/** Whether the node answered, and said no with one of these codes. */
export function isRefusalWith(error: unknown, codes: ReadonlySet<number>): boolean {
  return error instanceof RpcRequestError && codes.has(error.code);
}

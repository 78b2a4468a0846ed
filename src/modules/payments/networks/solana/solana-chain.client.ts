import { type SolanaRpc, tokenBalance } from '../../../../common/solana/index.js';
import { askSolanaId, blockIn, headBlock } from './solana-blocks.client.js';
import type { SolanaClient } from './solana-network.js';
import { isOf, readOutcome } from './solana-outcome.client.js';
import { findLanded } from './solana-transactions.client.js';
import { readMined, searchTransfers } from './solana-transfers.client.js';
import { transferBy } from './transfer-by.js';

/**
 * Reads one cluster of Solana.
 * @param quick for questions that a buyer waits for
 * @param patient for those of jobs
 */
export function solanaChain(quick: SolanaRpc, patient: SolanaRpc): SolanaClient {
  return {
    askId: () => askSolanaId(quick),
    head: () => headBlock(patient, 'confirmed'),
    blockHash: async (number) => (await blockIn(patient, Number(number)))?.hash,
    balanceOf: async (address, asset) => (await tokenBalance(patient, address, asset)) ?? 0n,
    mined: (transaction, asset) => readMined(patient, transaction, asset),
    findTransfers: (search) => searchTransfers(patient, search),
    outcome: (query, payload) => readOutcome(quick, query, payload),
    confirm: async (authorization, payload, transaction) => {
      const landed = await findLanded(patient, transaction);
      if (landed === undefined) return undefined;
      const isIts = isOf(landed, payload) && transferBy(landed, authorization) !== undefined;
      return isIts ? landed.id : null;
    },
  };
}

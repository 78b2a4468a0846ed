import { rpcAsk } from '../../../../common/evm/index.js';
import type { EvmClient } from './evm-network.js';

/** How long the start waits for a node. */
const TIMEOUT_MS = 3_000;

/** Asks the node at `url`, once, which chain it is on. */
export function evmChainId(url: string): Pick<EvmClient, 'askId'> {
  return {
    askId: async () => {
      const said = await rpcAsk(url, TIMEOUT_MS)({ method: 'eth_chainId', params: [] });
      if (typeof said === 'string' && /^0x[0-9a-f]{1,16}$/i.test(said)) {
        return `eip155:${BigInt(said)}`;
      }
      throw new Error('the answer to eth_chainId is no chain id');
    },
  };
}

import { randomUUID } from 'node:crypto';
import {
  describeNetworkFamily,
  type FamilyWallet,
} from '../../../src/modules/payments/networks/contract/describe-network-family.js';
import { MemoryChain, MemoryWallet, type SignedOrder } from './memory-chain.js';
import { MEMORY, MemoryNetwork, statementText } from './memory-network.js';

const orderOf = ({ payload }: { payload: object }) => (payload as SignedOrder).order;

describeNetworkFamily('memory', async () => {
  const chain = MemoryChain.at(`http://${randomUUID()}.invalid`, MEMORY);
  const lost = MemoryChain.at(`http://${randomUUID()}.invalid`, MEMORY);
  lost.isUp = false;
  return {
    network: new MemoryNetwork(chain),
    unreachable: new MemoryNetwork(lost),
    noAddress: `0x${'12'.repeat(20)}`,
    noTransaction: 'ab'.repeat(32),
    newWallet: async (): Promise<FamilyWallet> => {
      const wallet = new MemoryWallet();
      return {
        address: wallet.address,
        pay: async ({ network, asset, amount, payTo: to, extra }, { validBefore } = {}) => {
          const recentBlock = String(extra?.['recentBlock']);
          const until = validBefore?.getTime() ?? Date.now() + 300_000;
          const terms = { network, asset, amount, to, recentBlock };
          return { ...wallet.order({ ...terms, validBefore: Math.floor(until / 1000) }) };
        },
        say: async (statement) => wallet.say(statementText(statement)),
      };
    },
    fund: async (address, asset, amount) => chain.mint(asset, address, amount),
    settle: async (payment) => chain.settle(orderOf(payment)),
    transfer: async (from, to, asset, amount) => chain.transfer(asset, from.address, to, amount),
    cancel: async (_from, payment) => chain.cancel(orderOf(payment)),
    stop: async () => undefined,
  };
});

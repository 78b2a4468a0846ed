import { EVM_CHAINS } from '../../../src/common/networks/index.js';
import {
  describeMeteredPayments,
  describeNetworkFamily,
  evmGround,
} from '../../../src/contract-suites.js';
import { EvmFamily } from '../../../src/modules/payments/networks/evm/evm-family.service.js';

/** One token whose domain is its symbol, one token with another version, and three tokens. */
const CHAINS = new Set([84_532, 14, 42_220]);

for (const row of EVM_CHAINS.filter(({ chainId }) => CHAINS.has(chainId))) {
  describeNetworkFamily(`eip155, ${row.name}`, evmGround(row, new EvmFamily()));
  describeMeteredPayments(`eip155, ${row.name}`, evmGround(row, new EvmFamily()));
}

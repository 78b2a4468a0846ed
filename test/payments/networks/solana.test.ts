import { describeNetworkFamily, solanaGround } from '../../../src/contract-suites.js';

describeNetworkFamily('solana', solanaGround);

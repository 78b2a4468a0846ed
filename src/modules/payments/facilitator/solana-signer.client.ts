import type { AsyncLocalStorage } from 'node:async_hooks';
import type { FacilitatorSvmSigner } from '@x402/svm';
import type { SolanaKey } from '../../../common/solana/index.js';
import { readTransaction, writeTransaction } from '../networks/solana/transaction-bytes.js';
import { NotAsked } from './facilitator.js';
import { FailedOnChain, type SolanaNode } from './solana-node.client.js';

/** What is known of one verification or settlement while it is under way. */
export interface SolanaAttempt {
  /** Whether a transaction may have left this process. */
  sent: boolean;
  /** Why the chain could not be asked, where nothing was sent. */
  unreachable?: NotAsked;
}

/** Who signs, where, and for which attempt. */
export interface SignerParts {
  readonly key: SolanaKey;
  readonly nodes: ReadonlyMap<string, SolanaNode>;
  /** How long a confirmation may take. */
  readonly timeoutMs: number;
  readonly attempts: AsyncLocalStorage<SolanaAttempt>;
  /** Makes the error by which `@x402/svm` knows a transaction that was carried out and failed. */
  readonly failure: (reason: string) => Error;
}

type Address = ReturnType<FacilitatorSvmSigner['getAddresses']>[number];

/** The wallet that pays fees, for the code of `@x402/svm`. */
export function solanaSigner(parts: SignerParts): FacilitatorSvmSigner {
  const { key, nodes, timeoutMs, attempts, failure } = parts;
  const nodeOf = (network: string) => {
    const node = nodes.get(network);
    if (node === undefined) throw new Error(`there is no node of ${network}`);
    return node;
  };
  return {
    getAddresses: () => [key.address as Address],
    signTransaction: async (transaction, feePayer) => {
      if (feePayer !== key.address) throw new Error('another wallet is to pay the fee');
      return signed(key, transaction);
    },
    simulateTransaction: async (transaction, network, options) => {
      const asked = { sigVerify: false, commitment: 'confirmed', encoding: 'base64', ...options };
      const problem = await nodeOf(network)
        .simulate(transaction, asked)
        .catch((cause: unknown) => {
          // The scheme's code would take it for a transaction that is no good.
          const unreachable = new NotAsked('the chain cannot be reached', { cause });
          Object.assign(attempts.getStore() ?? {}, { unreachable });
          throw unreachable;
        });
      if (problem !== undefined) throw new Error(`the simulation failed: ${problem}`);
    },
    sendTransaction: (transaction, network) => {
      Object.assign(attempts.getStore() ?? {}, { sent: true });
      return nodeOf(network).send(transaction);
    },
    confirmTransaction: async (id, network) => {
      try {
        await nodeOf(network).confirm(id, timeoutMs);
      } catch (error) {
        throw error instanceof FailedOnChain ? failure(error.message) : error;
      }
    },
  };
}

/** The transaction with the signature of whoever pays its fee in the first place, which is theirs. */
function signed(key: SolanaKey, wire: string): string {
  const transaction = readTransaction(Buffer.from(wire, 'base64'));
  if (transaction?.message.accounts[0] !== key.address)
    throw new Error('it is no such transaction');
  const { messageBytes, signatures } = transaction;
  const all = [key.sign(messageBytes), ...signatures.slice(1)];
  return Buffer.from(writeTransaction(all, messageBytes)).toString('base64');
}

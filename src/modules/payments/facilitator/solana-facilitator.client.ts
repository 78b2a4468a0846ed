import { AsyncLocalStorage } from 'node:async_hooks';
import { x402Facilitator } from '@x402/core/facilitator';
import type { SettleResponse } from '@x402/core/types';
import type { Secret } from '../../../common/crypto/index.js';
import { type SolanaKey, solanaKey } from '../../../common/solana/index.js';
import { readPayload } from '../networks/solana/payload.js';
import { type Facilitator, OutOfGas } from './facilitator.js';
import { readGas, type SolanaNode, solanaNode } from './solana-node.client.js';
import { type SolanaAttempt, solanaSigner } from './solana-signer.client.js';
import { within } from './within.js';

/** How long one question to the chain may take: a node that hangs is not waited for. */
const RPC_TIMEOUT_MS = 5_000;

/**
 * The buyer says what its transaction may cost, and we pay it: stock buyers ask for a tiny part of this. It is
 * signed by the buyer and by us.
 */
const LIMITS = {
  maxPriorityFeeMicroLamports: 50_000,
  maxComputeUnits: 200_000,
  maxRequiredSignatures: 2,
} as const;

/** What our own facilitator of Solana settles with. */
export interface SolanaHotWallet {
  /** 64 bytes in base58. */
  readonly feePayerKey: Secret;
  /** JSON-RPC endpoint by CAIP-2 id, one for each network. */
  readonly rpcUrls: ReadonlyMap<string, string>;
  readonly networks: readonly `${string}:${string}`[];
  /** How long to wait for a transaction to be confirmed. */
  readonly timeoutMs: number;
}

/**
 * A facilitator in this process for Solana: it pays the fees of buyers' transactions, within limits, from a
 * wallet that has no part in what they move. Processes may share the wallet: a transaction is carried out once,
 * whoever sends it.
 */
export function solanaFacilitator({ feePayerKey, ...wallet }: SolanaHotWallet): Facilitator {
  const { networks, rpcUrls, timeoutMs } = wallet;
  const key = solanaKey(feePayerKey.reveal());
  const nodes = new Map<string, SolanaNode>(
    networks.map((id) => [id, solanaNode(rpcUrls.get(id) ?? '', RPC_TIMEOUT_MS)]),
  );
  const attempting = attemptsOf(key, nodes, wallet);
  const gasOf = (network: string) => {
    const node = nodes.get(network);
    if (node === undefined) throw new Error('there is no fee payer on that network');
    return readGas(node, key.address, LIMITS);
  };
  return {
    name: 'own_solana',
    tellsWhatItSent: true,
    serves: (network) => nodes.has(network),
    supported: async () => supportedBy(key, networks),
    transactionOf: (payload) => {
      const read = readPayload(payload);
      return read && key.sign(read.transaction.messageBytes);
    },
    verify: (payload, requirements) =>
      within(timeoutMs, async () => {
        const { reply, attempt } = await attempting((own) => own.verify(payload, requirements));
        if (attempt.unreachable !== undefined) throw attempt.unreachable;
        return reply;
      }),
    settle: (payload, requirements) =>
      within(timeoutMs + RPC_TIMEOUT_MS, async () => {
        const { reply, attempt } = await attempting((own) => own.settle(payload, requirements));
        if (isUnsent(reply, attempt)) {
          if (attempt.unreachable !== undefined) throw attempt.unreachable;
          const { balance, perSettlement } = await gasOf(requirements.network);
          if (balance < perSettlement) throw new OutOfGas(requirements.network);
        }
        return { ...reply, sent: attempt.sent };
      }),
    readGas: gasOf,
  };
}

function isUnsent({ success }: SettleResponse, { sent }: SolanaAttempt): boolean {
  return !success && !sent;
}

function supportedBy({ address: feePayer }: SolanaKey, networks: readonly string[]) {
  return {
    kinds: networks.map((network) => {
      return { x402Version: 2, scheme: 'exact', network, extra: { feePayer } };
    }),
  };
}

/** Does the work of one attempt, and says what is known of it. What does it is loaded when it is first needed. */
function attemptsOf(
  key: SolanaKey,
  nodes: ReadonlyMap<string, SolanaNode>,
  { networks, timeoutMs }: Pick<SolanaHotWallet, 'networks' | 'timeoutMs'>,
) {
  const attempts = new AsyncLocalStorage<SolanaAttempt>();
  let opened: Promise<x402Facilitator> | undefined;
  const open = async () => {
    const [{ ExactSvmScheme }, { TransactionOnchainFailureError }] = await Promise.all([
      import('@x402/svm/exact/facilitator'),
      import('@x402/svm'),
    ]);
    const failure = (reason: string) => new TransactionOnchainFailureError(reason);
    const signer = solanaSigner({ key, nodes, timeoutMs, attempts, failure });
    const scheme = new ExactSvmScheme(signer, undefined, LIMITS);
    return new x402Facilitator().register([...networks], scheme);
  };
  return async <T>(work: (own: x402Facilitator) => Promise<T>) => {
    const own = await (opened ??= open());
    const attempt: SolanaAttempt = { sent: false };
    return { reply: await attempts.run(attempt, () => work(own)), attempt };
  };
}

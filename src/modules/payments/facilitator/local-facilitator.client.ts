import { AsyncLocalStorage } from 'node:async_hooks';
import type { PaymentPayload, PaymentRequirements, SettleResponse } from '@x402/core/types';
import { type FacilitatorEvmSigner, toFacilitatorEvmSigner } from '@x402/evm';
import {
  BaseError,
  createNonceManager,
  createWalletClient,
  custom,
  defineChain,
  type Hex,
  InsufficientFundsError,
  publicActions,
  RpcError,
  type TypedData,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { jsonRpc } from 'viem/nonce';
import type { Secret } from '../../../common/crypto/index.js';
import { rpcAsk, WALLET_GAS } from '../../../common/evm/index.js';
import { type Facilitator, type GasMoney, OutOfGas, OutOfReach } from './facilitator.js';
import { schemesOf } from './settling-schemes.js';
import { sparingFacilitator } from './sparing-facilitator.client.js';
import { within } from './within.js';

/** More than a transfer of USDC ever takes, by EIP-3009 or by Permit2 with its approval. */
const SETTLE_GAS = 300_000n;
/** The same with a signature in a form that only a contract reads. */
const WALLET_SETTLE_GAS = SETTLE_GAS + WALLET_GAS.answer;
/** What making a wallet takes at the most, with the data that says which. */
const DEPLOY_GAS = WALLET_GAS.deployment + 250_000n;
/** More than a question takes that a wallet may answer: none keeps its node busy. */
const READ_GAS = DEPLOY_GAS + WALLET_SETTLE_GAS;
/** The functions that pay: by EIP-3009, and by x402's proxy of Permit2. */
const PAYING = new Set(['transferWithAuthorization', 'settle', 'settleWithPermit']);
/** Of 65 bytes after `0x`. */
const KEY_SIGNATURE_LENGTH = 132;
/** How long one question to the chain may take: a node that hangs is not waited for. */
const RPC_TIMEOUT_MS = 5_000;
/** How often a receipt is asked for while a transaction is pending. */
const RECEIPT_POLL_MS = 100;

type Network = `eip155:${number}`;

/** What our own facilitator settles with. */
export interface HotWallet {
  readonly privateKey: Secret;
  /** JSON-RPC endpoint by CAIP-2 id, one for each network. */
  readonly rpcUrls: ReadonlyMap<string, string>;
  readonly networks: readonly Network[];
  /** How long to wait for a transaction to be mined. */
  readonly timeoutMs: number;
  /** Contracts that it calls to make the wallets of buyers (ERC-6492); none unless named. */
  readonly walletFactories?: readonly string[];
  /** Below which price, in atomic USDC, it makes none; 0 by default. */
  readonly deploysFrom?: bigint;
}

/** Broadcasts when nobody else does from the same wallet. */
export type TakeTurn = <T>(broadcast: () => Promise<T>) => Promise<T>;

/**
 * A facilitator in this process: it verifies by simulation and pays the gas from a hot wallet.
 * @param turns makes processes that share the wallet take turns on a network; without it, the wallet
 * must be this process's own
 */
export function localFacilitator(
  wallet: HotWallet,
  turns: (account: string, network: string) => TakeTurn = () => (broadcast) => broadcast(),
): Facilitator {
  const { deploysFrom = 0n } = wallet;
  const clients = new Map<string, Client>();
  const attempts = new AsyncLocalStorage<Attempt>();
  const signers = new Map<Network, FacilitatorEvmSigner>();
  for (const network of wallet.networks) {
    const client = createClient(wallet, network);
    clients.set(network, client);
    const turn = noting(attempts, turns(client.account.address, network));
    signers.set(network, createSigner(client, wallet.timeoutMs, attempts, turn));
  }
  const facilitator = schemesOf(signers, wallet.walletFactories ?? []);
  const own: Facilitator = {
    name: 'own',
    serves: (network) => clients.has(network),
    tellsWhatItSent: true,
    verify: (payload, requirements) =>
      within(wallet.timeoutMs, async () => {
        const attempt = attemptAt(payload, requirements);
        const verifying = () => facilitator.verify(payload, requirements);
        const reply = await attempts.run(attempt, verifying).catch(refuseUnreadable);
        // A chain that cannot be reached looks like a bad signature; asking it rejects in that case.
        if (!reply.isValid) await assertReachable(clients.get(requirements.network));
        return reply;
      }),
    settle: async (payload, requirements) => {
      const attempt = attemptAt(payload, requirements);
      const settling = () => attempts.run(attempt, () => facilitator.settle(payload, requirements));
      const reply = await within(wallet.timeoutMs + RPC_TIMEOUT_MS, settling);
      if (!reply.success && saysNoGas(reply)) throw new OutOfGas(requirements.network);
      return { ...reply, sent: attempt.sent };
    },
    supported: () => Promise.resolve(facilitator.getSupported()),
    readGas: (network) => readGas(clients.get(network)),
  };
  return sparingFacilitator(own, (network) => clients.get(network), deploysFrom);
}

/** Told by the schemes' code as it was thrown: the transaction was not sent. */
const NO_GAS = 'the hot wallet cannot pay for gas';

/** One scheme tells it apart from its reason, the other behind it. */
function saysNoGas({ errorMessage, errorReason }: SettleResponse): boolean {
  return errorMessage === NO_GAS || errorReason?.endsWith(NO_GAS) === true;
}

async function readGas(client: Client | undefined): Promise<GasMoney> {
  if (client === undefined) throw new Error('there is no hot wallet on that network');
  const [balance, { maxFeePerGas }] = await Promise.all([
    client.getBalance({ address: client.account.address }),
    client.estimateFeesPerGas(),
  ]);
  return { balance, perSettlement: SETTLE_GAS * maxFeePerGas };
}

function explainBroadcast(error: unknown): never {
  const isBroke =
    error instanceof BaseError && error.walk((cause) => cause instanceof InsufficientFundsError);
  throw isBroke ? new Error(NO_GAS, { cause: error }) : error;
}

/** The scheme's code throws at what it cannot decode: that says nothing of the chain. */
function refuseUnreadable(error: unknown) {
  const isChain =
    error instanceof BaseError && error.walk((cause) => cause instanceof RpcError) !== null;
  if (isChain) throw new OutOfReach('the chain cannot be reached', { cause: error });
  return { isValid: false, invalidReason: 'invalid_payload' };
}

async function assertReachable(client: Client | undefined): Promise<void> {
  await client?.getBlockNumber({ cacheTime: 0 }).catch((error: unknown) => {
    throw new OutOfReach('the chain cannot be reached', { cause: error });
  });
}

type Client = ReturnType<typeof createClient>;

/** What is known of one verification or settlement while it is under way. */
interface Attempt {
  /** The token, as the opened network asks for it. */
  readonly asset: string;
  /** What its transfer may take. */
  readonly settleGas: bigint;
  /** Whether a transaction may have left this process. */
  sent: boolean;
}

function attemptAt({ payload }: PaymentPayload, { asset }: PaymentRequirements): Attempt {
  const isOfKey = String(payload['signature']).length === KEY_SIGNATURE_LENGTH;
  return { asset, settleGas: isOfKey ? SETTLE_GAS : WALLET_SETTLE_GAS, sent: false };
}

function noting(attempts: AsyncLocalStorage<Attempt>, takeTurn: TakeTurn): TakeTurn {
  return (broadcast) => {
    const attempt = attempts.getStore();
    if (attempt !== undefined) attempt.sent = true;
    return takeTurn(broadcast);
  };
}

function createClient({ privateKey, rpcUrls, timeoutMs }: HotWallet, network: Network) {
  // A nonce manager of its own: concurrent settlements need consecutive account nonces.
  const account = privateKeyToAccount(privateKey.reveal() as Hex, {
    nonceManager: createNonceManager({ source: jsonRpc() }),
  });
  const rpcUrl = rpcUrls.get(network) ?? '';
  return createWalletClient({
    account,
    chain: defineChain({
      id: Number(network.slice('eip155:'.length)),
      name: network,
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: { default: { http: [] } },
    }),
    transport: custom(
      { request: rpcAsk(rpcUrl, Math.min(timeoutMs, RPC_TIMEOUT_MS)) },
      { retryCount: 1 },
    ),
    pollingInterval: RECEIPT_POLL_MS,
  }).extend(publicActions);
}

function createSigner(
  client: Client,
  timeoutMs: number,
  attempts: AsyncLocalStorage<Attempt>,
  takeTurn: TakeTurn,
) {
  const isToken = (address: string) =>
    attempts.getStore()?.asset.toLowerCase() === address.toLowerCase();
  const settleGas = () => attempts.getStore()?.settleGas ?? SETTLE_GAS;
  // What is simulated takes no more than it may when it is sent.
  const limitOf = ({ functionName }: { readonly functionName: string }) => ({
    gas: PAYING.has(functionName) ? settleGas() : READ_GAS,
  });
  return toFacilitatorEvmSigner(
    {
      ...client,
      address: client.account.address,
      // The scheme asks for the token's code beside other questions; where one of those fails, nobody
      // would catch the failure of this one. That the token is a contract is known of every network
      // that is paid on, whether or not its chain stands in a table.
      getCode: (query) =>
        isToken(query.address) ? Promise.resolve('0x01') : client.getCode(query),
      readContract: (question) => client.readContract({ ...question, ...limitOf(question) }),
      // With the gas given, nothing can fail between taking an account nonce and broadcasting: a
      // gap in the nonces would hold up every settlement after it.
      writeContract: (call) =>
        takeTurn(() => client.writeContract({ ...call, gas: settleGas() })).catch(explainBroadcast),
      sendTransaction: (call) =>
        takeTurn(() => client.sendTransaction({ ...call, gas: DEPLOY_GAS })).catch(
          explainBroadcast,
        ),
      verifyTypedData: ({ types, ...rest }) =>
        client.verifyTypedData({ ...rest, types: types as TypedData }),
    },
    { confirmationTimeoutMs: timeoutMs },
  );
}

import {
  address,
  generateKeyPairSigner,
  getBase64Encoder,
  getBase64EncodedWireTransaction,
  getTransactionDecoder,
} from '@solana/kit';
import { SystemClock } from '../../../../common/clock/index.js';
import { writeBase58 } from '../../../../common/solana/index.js';
import { type LocalSolana, startSolana } from '../../../../sandbox/solana/index.js';
import type { PaymentNetwork } from '../payment-network.js';
import { SolanaFamily } from '../solana/solana-family.service.js';
import type { FamilyGround, FamilyWallet, Payment } from './describe-network-family.js';
import { type SolanaWallet, solanaWallet, transferTokens } from './solana-wallet.js';

/** Nobody listens there. */
const NO_NODE = 'http://127.0.0.1:1';

/**
 * The ground of Solana for `describeNetworkFamily`: a chain on this machine that runs Solana's own programs. It
 * needs `litesvm`, which comes with Coinslot as an optional dependency.
 */
export async function solanaGround(): Promise<FamilyGround> {
  const chain = await startSolana();
  const feePayer = await generateKeyPairSigner();
  await chain.giveSol(feePayer.address);
  const wallets = new Map<string, SolanaWallet>();
  return {
    network: open(chain, chain.rpcUrl, feePayer.address),
    unreachable: open(chain, NO_NODE, feePayer.address),
    noAddress: `0x${'ab'.repeat(20)}`,
    noTransaction: writeBase58(new Uint8Array(64).fill(7)),
    newWallet: async () => {
      const wallet = await solanaWallet(chain);
      wallets.set(wallet.address, wallet);
      await chain.giveSol(wallet.address);
      await chain.fund(wallet.address, 0n);
      return wallet;
    },
    fund: (to, _mint, amount) => chain.fund(to, amount),
    settle: async (payment) => {
      const wire = await signAs(feePayer, payment);
      return String(await chain.ask('sendTransaction', wire, { encoding: 'base64' }));
    },
    transfer: (from, to, mint, amount) =>
      transferTokens(chain, walletOf(wallets, from), to, mint, amount),
    // Nobody can take a payment back: it ends with the block that it names.
    cancel: async () => {
      await chain.ask('local_expire');
    },
    swapSignatures: (one, other) => ({ transaction: swapped(wireOf(one), wireOf(other)) }),
    stop: () => chain.stop(),
  };
}

function open({ network: id }: LocalSolana, rpcUrl: string, feePayer: string): PaymentNetwork {
  const network = new SolanaFamily(new SystemClock()).open(id, rpcUrl);
  if (network?.feePayer === undefined) throw new Error(`the family does not know ${id}`);
  network.feePayer.address = feePayer;
  return network;
}

function walletOf(wallets: ReadonlyMap<string, SolanaWallet>, { address: at }: FamilyWallet) {
  const wallet = wallets.get(at);
  if (wallet === undefined) throw new Error(`nobody has the key of ${at}`);
  return wallet;
}

type Signer = Awaited<ReturnType<typeof generateKeyPairSigner>>;

/** The payment's transaction with the signature of whoever pays its fee, as a facilitator sends it. */
async function signAs(feePayer: Signer, { payload }: Payment): Promise<string> {
  const bytes = getBase64Encoder().encode(String(payload['transaction']));
  const transaction = getTransactionDecoder().decode(bytes);
  const content = transaction.messageBytes as unknown as Uint8Array<ArrayBuffer>;
  const [signed] = await feePayer.signMessages([{ content, signatures: {} }]);
  const signatures = { ...transaction.signatures, ...signed };
  return getBase64EncodedWireTransaction({
    ...transaction,
    signatures: { ...signatures, [address(feePayer.address)]: signed?.[feePayer.address] ?? null },
  });
}

/** Its buyer's signature stands behind a count of one byte and the other signature. */
const SIGNATURE = { begin: 1 + 64, end: 1 + 2 * 64 };

function wireOf({ transaction }: Payment['payload']): Buffer {
  return Buffer.from(String(transaction), 'base64');
}

function swapped(one: Buffer, other: Buffer): string {
  const { begin, end } = SIGNATURE;
  const parts = [one.subarray(0, begin), other.subarray(begin, end), one.subarray(end)];
  return Buffer.concat(parts).toString('base64');
}

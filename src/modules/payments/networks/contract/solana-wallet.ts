import {
  AccountRole,
  address,
  appendTransactionMessageInstruction,
  type Blockhash,
  createTransactionMessage,
  generateKeyPairSigner,
  getBase64EncodedWireTransaction,
  type KeyPairSigner,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from '@solana/kit';
import { ExactSvmScheme } from '@x402/svm/exact/client';
import { TOKEN_PROGRAM, tokenAccountOf, writeBase58 } from '../../../../common/solana/index.js';
import type { SolanaConnection } from '../../../../sandbox/solana/index.js';
import { statementText } from '../solana/statement-text.js';
import type { FamilyWallet } from './describe-network-family.js';

const TRANSFER = 3;

/** A wallet with a key, that pays as stock buyers do. */
export interface SolanaWallet extends FamilyWallet {
  readonly signer: KeyPairSigner;
  /** Signs a text, as wallets do when a page asks. @returns base58 */
  sign(text: string): Promise<string>;
}

/** A new wallet of a local Solana. What it signs with another end than was asked names a block that is too old. */
export async function solanaWallet(chain: SolanaConnection): Promise<SolanaWallet> {
  const signer = await generateKeyPairSigner();
  const scheme = new ExactSvmScheme(signer, { rpcUrl: chain.rpcUrl });
  const sign = async (text: string) => {
    const [signed] = await signer.signMessages([
      { content: new TextEncoder().encode(text), signatures: {} },
    ]);
    return writeBase58(new Uint8Array(signed?.[signer.address] ?? []));
  };
  return {
    signer,
    sign,
    address: signer.address,
    pay: async (asked, { validBefore } = {}) => {
      const recentBlockhash = validBefore && (await chain.ask('local_oldBlockhash'));
      const extra = { ...asked.extra, ...(recentBlockhash !== undefined && { recentBlockhash }) };
      return (await scheme.createPaymentPayload(2, { ...asked, extra })).payload;
    },
    say: (statement) => sign(statementText(chain.network, statement)),
  };
}

/** A transfer that its sender makes and pays for themselves. @returns the transaction's id */
export async function transferTokens(
  chain: SolanaConnection,
  { signer }: SolanaWallet,
  to: string,
  mint: string,
  amount: bigint,
): Promise<string> {
  const data = Buffer.alloc(9);
  data.writeUInt8(TRANSFER);
  data.writeBigUInt64LE(amount, 1);
  const accounts = [
    { address: address(tokenAccountOf(signer.address, mint)), role: AccountRole.WRITABLE },
    { address: address(tokenAccountOf(to, mint)), role: AccountRole.WRITABLE },
    { address: signer.address, role: AccountRole.READONLY_SIGNER, signer },
  ];
  const { value } = (await chain.ask('getLatestBlockhash')) as {
    value: { blockhash: Blockhash; lastValidBlockHeight: number };
  };
  const { blockhash, lastValidBlockHeight } = value;
  const lifetime = { blockhash, lastValidBlockHeight: BigInt(lastValidBlockHeight) };
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayerSigner(signer, empty),
    (paid) => setTransactionMessageLifetimeUsingBlockhash(lifetime, paid),
    (alive) =>
      appendTransactionMessageInstruction(
        { programAddress: address(TOKEN_PROGRAM), accounts, data },
        alive,
      ),
  );
  const wire = getBase64EncodedWireTransaction(await signTransactionMessageWithSigners(message));
  return String(await chain.ask('sendTransaction', wire, { encoding: 'base64' }));
}

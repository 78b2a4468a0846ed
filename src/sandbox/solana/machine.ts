import { createHash } from 'node:crypto';
import {
  address,
  getBase64Encoder,
  getCompiledTransactionMessageDecoder,
  getTransactionDecoder,
} from '@solana/kit';
import { FailedTransactionMetadata, LiteSVM } from 'litesvm';
import { TOKEN_PROGRAM, tokenAccountOf, writeBase58 } from '../../common/solana/index.js';
import {
  mintData,
  readTokenAccount,
  type TokenAccount,
  tokenAccountData,
} from './token-accounts.js';

type SvmTransaction = Parameters<LiteSVM['sendTransaction']>[0];
type SvmAddress = Parameters<LiteSVM['getAccount']>[0];
type SvmAccount = Parameters<LiteSVM['setAccount']>[0];
type SvmLamports = Parameters<LiteSVM['airdrop']>[1];

const MINT_LAMPORTS = 10n ** 9n;
const TOKEN_ACCOUNT_BYTES = 165;

/** A transaction in the form that it was sent in, and what it says. */
export interface Sent {
  readonly id: string;
  readonly wire: string;
  readonly messageHash: string;
  readonly blockhash: string;
  readonly accounts: readonly string[];
}

/** What came of running a transaction. */
export interface Run {
  /** Null when it succeeded. */
  readonly error: string | null;
  readonly logs: readonly string[];
  readonly units: number;
  readonly inner: readonly InnerCalls[];
  readonly before: readonly HeldTokens[];
  readonly after: readonly HeldTokens[];
}

/** An account as the chain keeps it. */
export interface Account {
  /** The program that it is of. */
  readonly owner: string;
  readonly data: Uint8Array;
  readonly executable: boolean;
  readonly lamports: bigint;
}

/** What a call made other programs do, by its place in the transaction. */
export interface InnerCalls {
  readonly index: number;
  readonly instructions: readonly object[];
}

/** Tokens at one of the accounts of a transaction. */
export interface HeldTokens extends TokenAccount {
  readonly accountIndex: number;
}

/** Runs Solana's programs in this process, as the real validators do, and keeps the accounts. */
export class Machine {
  private readonly svm = new LiteSVM().withBlockhashCheck(false).withTransactionHistory(0n);

  /** @throws Error for what is no transaction */
  read(wire: string): Sent {
    const transaction = decoded(wire);
    const message = getCompiledTransactionMessageDecoder().decode(transaction.messageBytes);
    const [first] = Object.values(transaction.signatures);
    return {
      id: writeBase58(first ?? new Uint8Array(64)),
      wire,
      messageHash: createHash('sha256').update(Buffer.from(transaction.messageBytes)).digest('hex'),
      blockhash: message.lifetimeToken,
      accounts: message.staticAccounts,
    };
  }

  run(sent: Sent): Run {
    return this.watch(sent, () => {
      this.svm.withSigverify(true);
      return this.svm.sendTransaction(decoded(sent.wire) as SvmTransaction);
    });
  }

  simulate(sent: Sent, isVerified: boolean): Run {
    return this.watch(sent, () => {
      this.svm.withSigverify(isVerified);
      return this.svm.simulateTransaction(decoded(sent.wire) as SvmTransaction);
    });
  }

  account(at: string): Account | undefined {
    const found = this.svm.getAccount(address(at) as SvmAddress);
    return found.exists ? { ...found, owner: found.programAddress } : undefined;
  }

  lamportsOf(at: string): bigint {
    return this.svm.getBalance(address(at) as SvmAddress) ?? 0n;
  }

  /** What an account of so many bytes must hold, in lamports. */
  rentOf(bytes: number): bigint {
    return this.svm.minimumBalanceForRentExemption(BigInt(bytes));
  }

  /** Gives SOL, in lamports. */
  give(to: string, lamports: bigint): void {
    this.svm.airdrop(address(to) as SvmAddress, lamports as SvmLamports);
  }

  /** Gives tokens of a mint, which is made with them; with none, only the account to hold them. */
  giveTokens(mint: string, owner: string, amount: bigint): void {
    if (this.account(mint) === undefined) this.put(mint, mintData(), MINT_LAMPORTS);
    const at = tokenAccountOf(owner, mint);
    const held = this.tokensAt(at)?.amount ?? 0n;
    const rent = this.rentOf(TOKEN_ACCOUNT_BYTES);
    this.put(at, tokenAccountData({ mint, owner, amount: held + amount }), rent);
  }

  tokensAt(at: string): TokenAccount | undefined {
    const found = this.account(at);
    return found?.owner === TOKEN_PROGRAM ? readTokenAccount(found.data) : undefined;
  }

  private put(at: string, data: Uint8Array, lamports: bigint): void {
    this.svm.setAccount({
      address: at,
      data,
      executable: false,
      lamports,
      programAddress: TOKEN_PROGRAM,
      space: BigInt(data.length),
    } as unknown as SvmAccount);
  }

  private watch(
    { accounts }: Sent,
    work: () => ReturnType<LiteSVM['sendTransaction'] | LiteSVM['simulateTransaction']>,
  ): Run {
    const held = () =>
      accounts.flatMap((at, accountIndex) => {
        const tokens = this.tokensAt(at);
        return tokens === undefined ? [] : [{ ...tokens, accountIndex }];
      });
    const before = held();
    const result = work();
    const meta = 'meta' in result ? result.meta() : result;
    return {
      error: result instanceof FailedTransactionMetadata ? errorOf(result) : null,
      logs: meta.logs(),
      units: Number(meta.computeUnitsConsumed()),
      inner: innerCallsOf(meta),
      before,
      after: held(),
    };
  }
}

function decoded(wire: string) {
  return getTransactionDecoder().decode(getBase64Encoder().encode(wire));
}

function errorOf(failed: FailedTransactionMetadata): string {
  const error: unknown = failed.err();
  return typeof error === 'number' ? `TransactionError${error}` : String(error);
}

function innerCallsOf(meta: ReturnType<FailedTransactionMetadata['meta']>): InnerCalls[] {
  return meta.innerInstructions().flatMap((calls, index) => {
    const instructions = calls.map((call) => {
      const made = call.instruction();
      return {
        programIdIndex: made.programIdIndex(),
        accounts: [...made.accounts()],
        data: writeBase58(made.data()),
      };
    });
    return instructions.length === 0 ? [] : [{ index, instructions }];
  });
}

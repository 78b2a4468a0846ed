import { TOKEN_PROGRAM } from '../../../../common/solana/index.js';

/** Instructions of the Token program that move tokens, and where among their accounts the recipient's stands. */
const TRANSFER = { tag: 3, bytes: 9, to: 1 };
const TRANSFER_CHECKED = { tag: 12, bytes: 10, to: 2 };

/** One call of a program that was carried out. */
export interface Call {
  readonly program: string;
  /** Addresses. */
  readonly accounts: readonly string[];
  readonly data: Uint8Array;
}

/** Tokens that moved from one owner to another. */
export interface TokenTransfer {
  /** Owners of the token accounts. */
  readonly from: string;
  readonly to: string;
  /** Token account. */
  readonly source: string;
  /** Atomic units. */
  readonly amount: bigint;
}

/**
 * The transfers among calls that were carried out.
 * @param owners of the token accounts of the mint in question: what moves elsewhere is left out
 */
export function transfersIn(
  calls: readonly Call[],
  owners: ReadonlyMap<string, string>,
): TokenTransfer[] {
  return calls.flatMap(({ program, accounts, data }) => {
    const shape = [TRANSFER, TRANSFER_CHECKED].find(
      ({ tag, bytes }) => data[0] === tag && data.length === bytes,
    );
    if (program !== TOKEN_PROGRAM || shape === undefined) return [];
    const [source = '', destination = ''] = [accounts[0], accounts[shape.to]];
    const [from, to] = [owners.get(source), owners.get(destination)];
    if (from === undefined || to === undefined) return [];
    return [{ from, to, source, amount: Buffer.from(data).readBigUInt64LE(1) }];
  });
}

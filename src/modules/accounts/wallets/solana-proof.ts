import { readSolanaAddress } from '../../../common/solana/index.js';
import {
  refusedByPlace,
  refusedByTime,
  type SiweExpectation,
  type SiweRefusal,
} from '../signed-messages/siwe-proof.js';

/** What a message for a wallet of Solana says: CAIP-122, in the words that its wallets know. */
export interface SolanaMessage {
  readonly domain: string;
  readonly address: string;
  readonly statement: string;
  readonly uri: string;
  /** Reference of the CAIP-2 id of a cluster. */
  readonly chainId: string;
  readonly nonce: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** What a message has to say to be meant for this server, now. */
export interface SolanaExpectation extends Omit<SiweExpectation, 'chainIds'> {
  readonly chainIds: readonly string[];
}

/** Writes the message as wallets of Solana show it (https://chainagnostic.org/CAIPs/caip-122). */
export function writeSolanaMessage(message: SolanaMessage): string {
  const { domain, address, statement, uri, chainId, nonce, issuedAt, expiresAt } = message;
  return [
    `${domain} wants you to sign in with your Solana account:`,
    `${address}`,
    '',
    statement,
    '',
    `URI: ${uri}`,
    'Version: 1',
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${issuedAt.toISOString()}`,
    `Expiration Time: ${expiresAt.toISOString()}`,
  ].join('\n');
}

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)`;
const FORM = new RegExp(
  [
    String.raw`^(?:(?<scheme>[a-z][a-z0-9+.-]*)://)?(?<domain>\S+) wants you to sign in with your Solana account:\n`,
    String.raw`(?<address>[1-9A-HJ-NP-Za-km-z]{32,44})\n\n(?:(?<statement>.+)\n)?\n`,
    String.raw`URI: (?<uri>\S+)\nVersion: 1\nChain ID: (?<chainId>\S+)\nNonce: (?<nonce>[a-zA-Z0-9]{8,})\n`,
    `Issued At: (?<issuedAt>${TIME})(?:\\nExpiration Time: (?<expirationTime>${TIME}))?`,
    `(?:\\nNot Before: (?<notBefore>${TIME}))?$`,
  ].join(''),
);

/** What the message claims, before its signature and its nonce are checked; or why it is not meant. */
export function readSolanaMessage(
  text: string,
  expected: SolanaExpectation,
):
  { address: string; nonce: string; chainId: string; statement: string | undefined } | SiweRefusal {
  const { groups } = FORM.exec(text) ?? {};
  const address = readSolanaAddress(groups?.['address'] ?? '');
  if (groups === undefined || address === undefined) return 'malformed';
  const { nonce = '', chainId = '', statement, domain, uri, scheme } = groups;
  const elsewhere = refusedByPlace({ domain, uri, scheme }, expected);
  if (elsewhere !== undefined) return elsewhere;
  if (!expected.chainIds.includes(chainId)) return 'wrong_chain';
  const times = Object.fromEntries(
    (['issuedAt', 'expirationTime', 'notBefore'] as const).flatMap((name) => {
      const written = groups[name];
      return written === undefined ? [] : [[name, new Date(written)] as const];
    }),
  );
  return refusedByTime(times, expected) ?? { address, nonce, chainId, statement };
}

import { type Address, getAddress, isAddress } from 'viem';
import { parseSiweMessage } from 'viem/siwe';

/** Why a signed message is not believed; part of the API. */
export type SiweRefusal =
  | 'malformed'
  | 'wrong_domain'
  | 'wrong_uri'
  | 'wrong_chain'
  | 'wrong_statement'
  | 'expired'
  | 'not_yet_valid'
  | 'bad_signature'
  | 'other_chain'
  | 'unknown_nonce';

/** What a message must say to be meant for this server, now. */
export interface SiweExpectation {
  /** Origin of this server: its host is the domain, and the URI must be below it. */
  readonly origin: string;
  /** EIP-155 chain ids. */
  readonly chainIds: readonly number[];
  readonly now: Date;
  /** How long after `Issued At` a message counts, in milliseconds. */
  readonly maxAgeMs: number;
}

/** What a message claims, before its signature and its nonce are checked. */
export interface SiweClaim {
  readonly address: Address;
  readonly chainId: number;
  readonly nonce: string;
  /** In its signer's words; undefined where there is none. */
  readonly statement: string | undefined;
}

/** How far the clock of the signer's device may go ahead, in milliseconds. */
const CLOCK_SKEW_MS = 2 * 60_000;

/**
 * The whole message as EIP-4361's grammar has it. viem's parser finds the fields also amid other
 * text, but wallets recognise, and warn about a foreign domain in, only messages of this exact form.
 */
const FORM = new RegExp(
  [
    String.raw`^.+ wants you to sign in with your Ethereum account:\n0x[0-9a-fA-F]{40}\n\n`,
    String.raw`(?:.+\n)?\nURI: .+\nVersion: 1\nChain ID: \d+\nNonce: [a-zA-Z0-9]{8,}\nIssued At: .+`,
    String.raw`(?:\nExpiration Time: .+)?(?:\nNot Before: .+)?(?:\nRequest ID: .*)?`,
    String.raw`(?:\nResources:(?:\n- .+)*)?$`,
  ].join(''),
);

/**
 * Reads an EIP-4361 message and checks every field that needs neither the signature nor the database.
 * All times compare with `expected.now`.
 */
export function readSiweMessage(text: string, expected: SiweExpectation): SiweClaim | SiweRefusal {
  const message = FORM.test(text) ? parseSiweMessage(text) : {};
  const { address, chainId, nonce, domain, uri, scheme, statement } = message;
  if (address === undefined || chainId === undefined || nonce === undefined) return 'malformed';
  if (!isAddress(address)) return 'malformed';

  const elsewhere = refusedByPlace({ domain, uri, scheme }, expected);
  if (elsewhere !== undefined) return elsewhere;
  if (!expected.chainIds.includes(chainId)) return 'wrong_chain';
  return (
    refusedByTime(message, expected) ?? { address: getAddress(address), chainId, nonce, statement }
  );
}

/** Why a message is not meant for this server; undefined for one that is. */
export function refusedByPlace(
  message: { domain?: string | undefined; uri?: string | undefined; scheme?: string | undefined },
  expected: Pick<SiweExpectation, 'origin'>,
): SiweRefusal | undefined {
  const { domain, uri, scheme } = message;
  const { host, protocol, origin } = new URL(expected.origin);
  if (domain !== host || `${scheme ?? protocol.slice(0, -1)}:` !== protocol) return 'wrong_domain';
  const isBelow = uri !== undefined && URL.canParse(uri) && new URL(uri).origin === origin;
  return isBelow ? undefined : 'wrong_uri';
}

/** Why a message does not count now; undefined for one that does. */
export function refusedByTime(
  message: { issuedAt?: Date; expirationTime?: Date; notBefore?: Date },
  expected: Pick<SiweExpectation, 'now' | 'maxAgeMs'>,
): SiweRefusal | undefined {
  const now = expected.now.getTime();
  const issuedAt = message.issuedAt?.getTime() ?? Number.NaN;
  const expiresAt = message.expirationTime?.getTime() ?? Number.POSITIVE_INFINITY;
  const notBefore = message.notBefore?.getTime() ?? Number.NEGATIVE_INFINITY;
  if ([issuedAt, expiresAt, notBefore].some(Number.isNaN)) return 'malformed';
  if (now >= expiresAt || now >= issuedAt + expected.maxAgeMs + CLOCK_SKEW_MS) return 'expired';
  if (now < notBefore || now < issuedAt - CLOCK_SKEW_MS) return 'not_yet_valid';
  return undefined;
}

import type { SiweRefusal } from '../signed-messages/siwe-proof.js';

/** What a wallet is to sign to show whose it is. */
export interface ProofTerms {
  /** As {@link WalletFamily.readAddress} wrote it. */
  readonly address: string;
  /** What it says to whoever signs, in one line. */
  readonly statement: string;
  /** Letters and digits; good for one use. */
  readonly nonce: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** CAIP-2 id of the network that a contract is asked on; undefined for any that the server chooses. */
  readonly network: string | undefined;
}

/** What the signer of a message says. Its nonce is still to be used up. */
export interface ProofClaim {
  /** As {@link WalletFamily.readAddress} writes it. */
  readonly address: string;
  readonly nonce: string;
  /** Undefined where there is none. */
  readonly statement: string | undefined;
}

/** Wallets of the networks of one kind: what their addresses look like, and how they show whose they are. */
export interface WalletFamily {
  /** CAIP-2 namespace of its networks, such as `eip155`. */
  readonly namespace: string;
  /** What to tell somebody whose text is no address: `must be …`. */
  readonly addressForm: string;

  /**
   * The address so that equal ones are equal texts; undefined for anything else, and for one that nobody
   * holds.
   */
  readAddress(text: string): string | undefined;

  /**
   * The message by which a wallet shows to this server, and to no other, whose it is; undefined for a network
   * that is none of its own, or none of this server's.
   */
  writeProof(terms: ProofTerms): string | undefined;

  /**
   * Why buyers could not pay to the address yet, and what to do about it: `must …`; undefined where they can.
   * Absent where they always can.
   * @throws {Problem} `chain_unavailable` when the chain has to be asked and does not answer
   */
  payoutObstacle?(address: string, network: string): Promise<string | undefined>;

  /**
   * What the signer of a message says, or why it is not believed: `malformed` for a message of another
   * family. Asks nobody but, where a contract may have signed, its chain.
   * @throws {Problem} `chain_unavailable` when that does not answer
   */
  readProof(message: string, signature: string): Promise<ProofClaim | SiweRefusal>;
}

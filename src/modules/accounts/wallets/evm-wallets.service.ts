import { Injectable } from '@nestjs/common';
import { type Address, type Hex, isHex } from 'viem';
import { createSiweMessage } from 'viem/siwe';
import { readEvmAddress } from '../evm-address.js';
import { SignedMessages } from '../signed-messages/signed-messages.service.js';
import type { SiweRefusal } from '../signed-messages/siwe-proof.js';
import { KnowsWallets } from './knows-wallets.decorator.js';
import type { ProofClaim, ProofTerms, WalletFamily } from './wallet-family.js';

/** Wallets of EVM chains, which sign messages of EIP-4361. */
@KnowsWallets()
@Injectable()
export class EvmWallets implements WalletFamily {
  readonly namespace = 'eip155';
  readonly addressForm = 'must be an EVM address in lower case or with a right checksum';

  constructor(private readonly messages: SignedMessages) {}

  readAddress(text: string): string | undefined {
    return readEvmAddress(text);
  }

  writeProof({ address, statement, nonce, issuedAt, expiresAt, network }: ProofTerms) {
    const { domain, uri, chainIds } = this.messages.terms;
    const isAsked = (id: number) => network === undefined || network === `eip155:${id}`;
    const chainId = chainIds.find(isAsked);
    if (chainId === undefined) return undefined;
    return createSiweMessage({
      address: address as Address,
      chainId,
      domain,
      uri,
      nonce,
      version: '1',
      statement,
      issuedAt,
      expirationTime: expiresAt,
    });
  }

  async readProof(message: string, signature: string): Promise<ProofClaim | SiweRefusal> {
    return this.messages.read(message, isHex(signature) ? signature : NO_SIGNATURE);
  }
}

/** Of no key: the message is judged first, so that other families get theirs. */
const NO_SIGNATURE: Hex = '0x';

import { Inject, Injectable, Module } from '@nestjs/common';
import { type ConfigType, registerAs } from '@nestjs/config';
import { ConfigModule, fromSettings } from '../../../src/common/config/index.js';
import {
  KnowsWallets,
  type ProofClaim,
  type ProofTerms,
  type WalletFamily,
} from '../../../src/modules/accounts/index.js';
import {
  type NetworkFamily,
  type PaymentNetwork,
  ProvidesNetworks,
} from '../../../src/modules/payments/index.js';
import { MemoryChain } from './memory-chain.js';
import { isSignedText, MEMORY, MemoryNetwork } from './memory-network.js';

/** What the family uses of the configuration. */
const memoryConfig = registerAs(
  'memory',
  fromSettings((settings) => ({ server: settings.PUBLIC_URL })),
);

const FORM =
  /^memory wallet at (?<server>\S+)\n(?<statement>.+)\naddress: (?<address>M[0-9A-F]{64})\nnonce: (?<nonce>\w+)\nuntil: (?<until>\S+)$/;

/** All that another team writes to have a second family of networks, beside the network itself. */
@ProvidesNetworks()
@KnowsWallets()
@Injectable()
export class MemoryFamily implements NetworkFamily, WalletFamily {
  readonly known = [MEMORY];
  readonly namespace = 'memory';
  readonly addressForm = 'must be M and 64 hexadecimal digits in capitals';

  constructor(@Inject(memoryConfig.KEY) private readonly config: ConfigType<typeof memoryConfig>) {}

  open(id: string, rpcUrl: string): PaymentNetwork | undefined {
    return id === MEMORY ? new MemoryNetwork(MemoryChain.at(rpcUrl, MEMORY)) : undefined;
  }

  readAddress(text: string): string | undefined {
    return /^M(?!0{64})[0-9A-F]{64}$/.test(text) ? text : undefined;
  }

  writeProof({ address, statement, nonce, expiresAt }: ProofTerms): string {
    const head = `memory wallet at ${this.config.server}\n${statement}`;
    return `${head}\naddress: ${address}\nnonce: ${nonce}\nuntil: ${expiresAt.toISOString()}`;
  }

  async readProof(message: string, signature: string): Promise<ProofClaim | Refusal> {
    const {
      server,
      statement,
      address = '',
      nonce = '',
      until = '',
    } = FORM.exec(message)?.groups ?? {};
    if (server === undefined) return 'malformed';
    if (server !== this.config.server) return 'wrong_domain';
    if (new Date(until) <= new Date()) return 'expired';
    return isSignedText(address, message, signature)
      ? { address, nonce, statement }
      : 'bad_signature';
  }
}

type Refusal = Exclude<Awaited<ReturnType<WalletFamily['readProof']>>, ProofClaim>;

@Module({ imports: [ConfigModule.forFeature(memoryConfig)], providers: [MemoryFamily] })
export class MemoryModule {}

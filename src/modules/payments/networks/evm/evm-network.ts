import type { PaymentRequirements } from '@x402/core/types';
import { getAddress, isAddress, isHash } from 'viem';
import { isSignatureText } from '../../../../common/evm/index.js';
import { caip2, type EvmChain, findEvmAsset } from '../../../../common/networks/index.js';
import type {
  Authorization,
  Block,
  ChainOutcome,
  ChainQuery,
  MinedTransaction,
  NetworkForms,
  PaymentMethod,
  PaymentNetwork,
  SchemePayload,
  SignatureStanding,
  Statement,
  TransferSearch,
  TransfersFound,
} from '../payment-network.js';
import { readEip3009, readSigned, type SignedAuthorization } from './authorization.js';
import { type EvmToken, evmToken } from './evm-token.js';

/** How long a buyer's authorization lives: covers the run of a slow model and the settlement. */
export const MAX_TIMEOUT_SECONDS = 300;

const SCHEME = 'exact';

/** What an EVM network asks its chain about one token; see {@link PaymentNetwork}. */
export interface EvmClient extends Pick<
  PaymentNetwork,
  'outcome' | 'confirm' | 'isSignedBy' | 'askId' | 'head' | 'blockHash'
> {
  balanceOf(address: string): Promise<bigint>;
  mined(transaction: string): Promise<MinedTransaction | undefined>;
  findTransfers(search: Omit<TransferSearch, 'asset'>): Promise<TransfersFound>;
  checkSignature(authorization: SignedAuthorization): Promise<SignatureStanding>;
  /** Whether the authorizer signed, with a key (EIP-712) or a contract (EIP-1271). */
  isSigned(authorization: SignedAuthorization): Promise<boolean>;
}

interface OpenToken extends EvmToken {
  readonly client: EvmClient;
}

function methodOf({ address: asset }: EvmToken): PaymentMethod {
  return { scheme: SCHEME, asset };
}

/** `exact` payments by EIP-3009 in the tokens of one EVM chain. */
export class EvmNetwork implements PaymentNetwork {
  readonly id: `eip155:${number}`;
  readonly methods: readonly [PaymentMethod, ...PaymentMethod[]];
  readonly v1Name: string | undefined;
  readonly blockSeconds: number;
  readonly confirmations: number;
  readonly forms: NetworkForms = {
    address: 'must be an EVM address',
    transaction: 'must be the hash of a transaction',
    signature: 'must be bytes in hexadecimal after 0x',
  };
  private readonly tokens: readonly [OpenToken, ...OpenToken[]];
  /** For what concerns no token. */
  private readonly chain: EvmClient;

  /** @param clientOf asks the chain about one token of it */
  constructor(
    private readonly row: EvmChain,
    clientOf: (token: EvmToken) => EvmClient,
  ) {
    this.id = caip2(row.chainId);
    this.v1Name = row.v1Name;
    this.blockSeconds = row.blockSeconds;
    this.confirmations = row.confirmations;
    const [first, ...others] = row.assets.map((asset) => {
      const token = evmToken(row, asset);
      return { ...token, client: clientOf(token) };
    }) as [OpenToken, ...OpenToken[]];
    this.tokens = [first, ...others];
    this.chain = first.client;
    this.methods = [methodOf(first), ...others.map(methodOf)];
  }

  requirements(amount: bigint, payTo: string, offerId: string): readonly PaymentRequirements[] {
    return this.tokens.map(({ address: asset, name, version }) => ({
      scheme: SCHEME,
      network: this.id,
      amount: amount.toString(),
      asset,
      payTo: getAddress(payTo),
      maxTimeoutSeconds: MAX_TIMEOUT_SECONDS,
      extra: { name, version, offerId },
    }));
  }

  normalise(address: string): string | undefined {
    return isAddress(address, { strict: false }) ? getAddress(address) : undefined;
  }

  normaliseTransaction(id: string): string | undefined {
    return isHash(id) ? id.toLowerCase() : undefined;
  }

  isSignature(text: string): boolean {
    return text.length > 2 && isSignatureText(text);
  }

  readAuthorization({ accepted, payload }: SchemePayload): Authorization | undefined {
    const asset = findEvmAsset(this.row, accepted.asset)?.address;
    if (asset === undefined || accepted.scheme !== SCHEME) return undefined;
    const read = readEip3009({ payload });
    return read && { scheme: SCHEME, asset, ...read };
  }

  balanceOf(address: string, asset: string): Promise<bigint> {
    return this.client(asset).balanceOf(address);
  }

  outcome(query: ChainQuery): Promise<ChainOutcome> {
    return this.client(query.authorization.asset).outcome(query);
  }

  confirm(authorization: Authorization, transaction: string): Promise<string | null | undefined> {
    return this.client(authorization.asset).confirm(authorization, transaction);
  }

  async checkSignature(payment: SchemePayload): Promise<SignatureStanding> {
    const signed = readSigned(payment);
    return signed === undefined
      ? 'forged'
      : this.client(payment.accepted.asset).checkSignature(signed);
  }

  async isSigned(payment: SchemePayload): Promise<boolean> {
    const signed = readSigned(payment);
    return signed !== undefined && (await this.client(payment.accepted.asset).isSigned(signed));
  }

  askId(): Promise<string> {
    return this.chain.askId();
  }

  head(): Promise<Block> {
    return this.chain.head();
  }

  blockHash(number: bigint): Promise<string | undefined> {
    return this.chain.blockHash(number);
  }

  mined(transaction: string, asset: string): Promise<MinedTransaction | undefined> {
    return this.client(asset).mined(transaction);
  }

  findTransfers(search: TransferSearch): Promise<TransfersFound> {
    return this.client(search.asset).findTransfers(search);
  }

  async isSignedBy(address: string, statement: Statement, signature: string): Promise<boolean> {
    return this.isSignature(signature) && this.chain.isSignedBy(address, statement, signature);
  }

  /** @throws Error for a token that is not of this chain */
  private client(asset: string): EvmClient {
    const address = findEvmAsset(this.row, asset)?.address;
    const token = this.tokens.find((each) => each.address === address);
    if (token === undefined) throw new Error(`${asset} is no token that is paid on ${this.id}`);
    return token.client;
  }
}

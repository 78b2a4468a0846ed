import type { PaymentRequirements } from '@x402/core/types';
import { getAddress, isAddress, isHash } from 'viem';
import { isSignatureText } from '../../../../common/evm/index.js';
import { caip2, type EvmChain, findEvmAsset } from '../../../../common/networks/index.js';
import type { NetworkFace, Token } from '../network-face.js';
import type { MeteredPayments } from '../metered-payments.js';
import type { NetworkForms } from '../network-face.js';
import type { TransferSearch, TransfersFound } from '../transfer-search.js';
import type {
  Authorization,
  Block,
  ChainOutcome,
  ChainQuery,
  MinedTransaction,
  PaymentMethod,
  PaymentNetwork,
  SchemePayload,
  SignatureStanding,
  Statement,
} from '../payment-network.js';
import { readEip3009, readSigned, type SignedAuthorization } from './authorization.js';
import type { PermitClient } from './evm-permits.client.js';
import { type EvmToken, evmToken } from './evm-token.js';
import { readPermit, readUpto, type SignedPermit } from './permit.js';
import { MAX_TIMEOUT_SECONDS } from './time-out.js';
import { uptoPayments, UPTO } from './upto-payments.js';

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
  checkPermit(permit: SignedPermit): Promise<SignatureStanding>;
  isPermitSigned(permit: SignedPermit): Promise<boolean>;
  /** The same questions about payments by Permit2. */
  readonly permits: PermitClient;
}

interface OpenToken extends EvmToken {
  readonly client: EvmClient;
}

function isUpto({ scheme }: Pick<PaymentMethod, 'scheme'>): boolean {
  return scheme === UPTO;
}

function methodOf({ address: asset }: EvmToken): PaymentMethod {
  return { scheme: SCHEME, asset };
}

function faceOf({ name, isTestnet, explorer, assets }: EvmChain): NetworkFace {
  const [first, ...others] = assets.map(({ address, symbol }) => ({ asset: address, symbol })) as [
    Token,
    ...Token[],
  ];
  return {
    name,
    isTestnet,
    transactionUrl: `${explorer}/tx/{transaction}`,
    tokens: [first, ...others],
  };
}

/** `exact` payments by EIP-3009, and `upto` payments by Permit2, in the tokens of one EVM chain. */
export class EvmNetwork implements PaymentNetwork {
  readonly id: `eip155:${number}`;
  readonly methods: readonly [PaymentMethod, ...PaymentMethod[]];
  readonly v1Name: string | undefined;
  readonly face: NetworkFace;
  readonly blockSeconds: number;
  readonly confirmations: number;
  readonly forms: NetworkForms = {
    address: 'must be an EVM address',
    transaction: 'must be the hash of a transaction',
    signature: 'must be bytes in hexadecimal after 0x',
  };
  readonly metered: MeteredPayments;
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
    this.face = faceOf(row);
    this.blockSeconds = row.blockSeconds;
    this.confirmations = row.confirmations;
    const [first, ...others] = row.assets.map((asset) => {
      const token = evmToken(row, asset);
      return { ...token, client: clientOf(token) };
    }) as [OpenToken, ...OpenToken[]];
    this.tokens = [first, ...others];
    this.chain = first.client;
    this.methods = [methodOf(first), ...others.map(methodOf)];
    this.metered = uptoPayments(this.id, this.tokens);
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

  readAuthorization({ accepted, ...payment }: SchemePayload): Authorization | undefined {
    const asset = findEvmAsset(this.row, accepted.asset)?.address;
    const { scheme } = accepted;
    if (asset === undefined) return undefined;
    const read = isUpto(accepted) ? readUpto(payment, asset) : readEip3009(payment);
    const isKnown = isUpto(accepted) || scheme === SCHEME;
    return isKnown && read !== undefined ? { scheme, asset, ...read } : undefined;
  }

  balanceOf(address: string, asset: string): Promise<bigint> {
    return this.client(asset).balanceOf(address);
  }

  outcome(query: ChainQuery): Promise<ChainOutcome> {
    const { authorization } = query;
    return this.uses(authorization).outcome(query);
  }

  confirm(authorization: Authorization, transaction: string): Promise<string | null | undefined> {
    return this.uses(authorization).confirm(authorization, transaction);
  }

  async checkSignature(payment: SchemePayload): Promise<SignatureStanding> {
    const client = this.client(payment.accepted.asset);
    if (isUpto(payment.accepted)) {
      const permit = readPermit(payment);
      return permit === undefined ? 'forged' : client.checkPermit(permit);
    }
    const signed = readSigned(payment);
    return signed === undefined ? 'forged' : client.checkSignature(signed);
  }

  async isSigned(payment: SchemePayload): Promise<boolean> {
    const client = this.client(payment.accepted.asset);
    if (isUpto(payment.accepted)) {
      const permit = readPermit(payment);
      return permit !== undefined && (await client.isPermitSigned(permit));
    }
    const signed = readSigned(payment);
    return signed !== undefined && (await client.isSigned(signed));
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

  /** Who knows what became of an authorization. */
  private uses(authorization: Authorization): Pick<EvmClient, 'outcome' | 'confirm'> {
    const client = this.client(authorization.asset);
    return isUpto(authorization) ? client.permits : client;
  }

  /** @throws Error for a token that is not of this chain */
  private client(asset: string): EvmClient {
    const address = findEvmAsset(this.row, asset)?.address;
    const token = this.tokens.find((each) => each.address === address);
    if (token === undefined) throw new Error(`${asset} is no token that is paid on ${this.id}`);
    return token.client;
  }
}

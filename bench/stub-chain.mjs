import { randomBytes } from 'node:crypto';
import { decodeFunctionData, encodeEventTopics, numberToHex, pad, parseAbi } from 'viem';

const usdc = parseAbi([
  'function balanceOf(address account) view returns (uint256)',
  'function authorizationState(address authorizer, bytes32 nonce) view returns (bool)',
  'event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
]);
const NO_BLOOM = `0x${'0'.repeat(512)}`;

/** The part of a chain's JSON-RPC that shows what was settled, one block a transfer. */
export class StubChain {
  #chainId;
  #receipts = new Map();
  #usedNonces = new Set();
  #height = 1;

  constructor(chainId) {
    this.#chainId = chainId;
  }

  isUsed(nonce) {
    return this.#usedNonces.has(nonce.toLowerCase());
  }

  /** Mines the transfer of an EIP-3009 authorization and returns its transaction's hash. */
  transfer(token, { from, to, value, nonce }) {
    const hash = randomHash();
    this.#height += 1;
    this.#usedNonces.add(nonce.toLowerCase());
    this.#receipts.set(
      hash,
      receiptOf({ hash, token, from, to, value, nonce, block: this.#height }),
    );
    return hash;
  }

  /** Answers one JSON-RPC request, or a batch of them. */
  answer(request) {
    if (Array.isArray(request)) return request.map((one) => this.answer(one));
    const { id, method, params } = request;
    const result = this.#call(method, params);
    const outcome =
      result === undefined ? { error: { code: -32601, message: `no ${method} here` } } : { result };
    return { jsonrpc: '2.0', id, ...outcome };
  }

  #call(method, params) {
    switch (method) {
      case 'eth_chainId':
        return numberToHex(this.#chainId);
      // No contract is here, so nothing is sold by use.
      case 'eth_getCode':
        return '0x';
      case 'eth_blockNumber':
        return numberToHex(this.#height);
      case 'eth_getBlockByNumber':
        return blockAt(params[0].startsWith('0x') ? Number(params[0]) : this.#height);
      // The hash of a block is its height.
      case 'eth_getBlockByHash':
        return blockAt(Number(params[0]));
      case 'eth_getTransactionReceipt':
        return this.#receipts.get(params[0]) ?? null;
      case 'eth_call':
        return this.#read(params[0].data);
      default:
        return undefined;
    }
  }

  /** Everybody is rich here. */
  #read(data) {
    const { functionName, args } = decodeFunctionData({ abi: usdc, data });
    if (functionName === 'balanceOf') return numberToHex(10n ** 15n, { size: 32 });
    return numberToHex(this.isUsed(args[1]) ? 1 : 0, { size: 32 });
  }
}

/** The receipt USDC leaves: the authorization's use, and directly after it the transfer. */
function receiptOf({ hash, token, from, to, value, nonce, block }) {
  const where = {
    transactionHash: hash,
    transactionIndex: '0x0',
    blockHash: pad(numberToHex(block)),
    blockNumber: numberToHex(block),
  };
  const used = encodeEventTopics({
    abi: usdc,
    eventName: 'AuthorizationUsed',
    args: { authorizer: from, nonce },
  });
  const moved = encodeEventTopics({ abi: usdc, eventName: 'Transfer', args: { from, to } });
  const log = (logIndex, topics, data) => ({
    ...where,
    address: token,
    topics,
    data,
    logIndex: numberToHex(logIndex),
    // As the nodes of Base say it with each log.
    blockTimestamp: numberToHex(Math.floor(Date.now() / 1000)),
    removed: false,
  });
  return {
    ...where,
    type: '0x2',
    status: '0x1',
    from,
    to: token,
    contractAddress: null,
    gasUsed: '0x15f90',
    cumulativeGasUsed: '0x15f90',
    effectiveGasPrice: '0x1',
    logsBloom: NO_BLOOM,
    logs: [log(0, used, '0x'), log(1, moved, numberToHex(BigInt(value), { size: 32 }))],
  };
}

function blockAt(height) {
  return {
    number: numberToHex(height),
    hash: pad(numberToHex(height)),
    parentHash: pad(numberToHex(height - 1)),
    timestamp: numberToHex(Math.floor(Date.now() / 1000)),
    transactions: [],
  };
}

function randomHash() {
  return `0x${randomBytes(32).toString('hex')}`;
}

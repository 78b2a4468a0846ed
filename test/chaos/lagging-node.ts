/** A JSON-RPC question as it is sent. */
interface Call {
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** Puts one question to the chain, and gives what it says. */
export type AskNode = (call: Call) => Promise<{ readonly result?: unknown }>;

interface Mined {
  readonly blockNumber?: string | null;
}

/** A node that, when told so, answers as the chain was one block ago. */
export class LaggingNode {
  isBehind = false;

  constructor(private readonly ask: AskNode) {}

  async answer(call: Call): Promise<{ readonly result?: unknown }> {
    if (!this.isBehind) return this.ask(call);
    const { result } = await this.ask({ method: 'eth_blockNumber' });
    const last = BigInt(String(result)) - 1n;
    const reply = await this.ask({ ...call, params: (call.params ?? []).map(atMost(last)) });
    if (call.method === 'eth_blockNumber') return { ...reply, result: hex(last) };
    return isLater(reply.result, last) ? { ...reply, result: null } : reply;
  }
}

/** `latest` and numbers beyond become the last block that the node knows. */
function atMost(last: bigint): (param: unknown) => unknown {
  const limit = (param: unknown): unknown => {
    if (param === 'latest' || param === 'pending') return hex(last);
    if (typeof param === 'string' && /^0x[0-9a-f]{1,16}$/.test(param)) {
      return BigInt(param) > last ? hex(last) : param;
    }
    if (typeof param !== 'object' || param === null || !('toBlock' in param)) return param;
    return { ...param, toBlock: limit(param.toBlock) };
  };
  return limit;
}

function isLater(result: unknown, last: bigint): boolean {
  const { blockNumber } = (result ?? {}) as Mined;
  return typeof blockNumber === 'string' && BigInt(blockNumber) > last;
}

function hex(block: bigint): string {
  return `0x${block.toString(16)}`;
}

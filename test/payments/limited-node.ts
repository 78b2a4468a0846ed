import { numberToHex } from 'viem';
import { JsonProxy } from '../chaos/json-proxy.js';

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params?: readonly unknown[];
}

interface Filter {
  readonly fromBlock: string;
  readonly toBlock: string;
}

/** A node that lags behind, answers for few blocks or not at all, as it is told; good until then. */
export class LimitedNode {
  /** It knows no block after this one. */
  knowsTo: bigint | undefined;
  /** Most blocks that it answers `eth_getLogs` for. */
  mostBlocks: bigint | undefined;
  frozen = false;
  /** What it was asked, by method. */
  readonly asked: string[] = [];
  #proxy!: JsonProxy;

  private constructor(private readonly rpcUrl: string) {}

  static async before(rpcUrl: string): Promise<LimitedNode> {
    const node = new LimitedNode(rpcUrl);
    node.#proxy = await JsonProxy.start(0, async ({ body }) =>
      node.frozen ? 'SILENCE' : JSON.stringify(await node.answer(JSON.parse(body) as Request)),
    );
    return node;
  }

  get url(): string {
    return this.#proxy.url;
  }

  stop(): void {
    this.#proxy.stop();
  }

  /** From now on it knows no block that is younger than the present one. */
  async stayBehind(): Promise<void> {
    const { result } = await this.pass({ id: 1, method: 'eth_blockNumber' });
    this.knowsTo = BigInt(result as string);
  }

  private async answer(request: Request): Promise<unknown> {
    this.asked.push(request.method);
    if (request.method === 'eth_getLogs') return this.answerLogs(request);
    const { id, method, params = [] } = request;
    const known = this.knowsTo;
    if (known === undefined) return this.pass(request);
    if (method === 'eth_blockNumber') return { jsonrpc: '2.0', id, result: numberToHex(known) };
    const atKnown = params.map((each) => (each === 'latest' ? numberToHex(known) : each));
    const reply = await this.pass({ ...request, params: atKnown });
    if (method !== 'eth_getTransactionReceipt') return reply;
    const block = (reply.result as { blockNumber: string } | null)?.blockNumber;
    return block !== undefined && BigInt(block) > known ? { ...reply, result: null } : reply;
  }

  private async answerLogs(request: Request): Promise<unknown> {
    const [filter] = request.params as [Filter];
    const [first, last] = [BigInt(filter.fromBlock), BigInt(filter.toBlock)];
    if (last - first + 1n <= (this.mostBlocks ?? last + 1n)) return this.pass(request);
    const message = `query exceeds max block range ${this.mostBlocks}`;
    return { jsonrpc: '2.0', id: request.id, error: { code: -32_000, message } };
  }

  private async pass(request: Request): Promise<Record<string, unknown>> {
    const reply = await fetch(this.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', ...request }),
    });
    return (await reply.json()) as Record<string, unknown>;
  }
}

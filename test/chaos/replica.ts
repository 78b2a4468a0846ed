import type { Environment } from '../../src/common/config/index.js';
import { StandIn } from '../../src/modules/execution/llm/contract/stand-in.js';
import { type ServerProcess, startServer } from '../e2e/server-process.js';
import { NETWORK } from '../e2e/shop.js';
import { DatabaseProxy } from './faulty-database.js';
import type { FaultyFacilitator } from './faulty-facilitator.js';
import { plantModel } from './faulty-model.js';
import { JsonProxy, type Question, type Reply } from './json-proxy.js';
import { type AskNode, LaggingNode } from './lagging-node.js';
import type { Lanes } from './lane.js';

/** Long enough for anything honest, short enough that silence does not hold up the run. */
const FACILITATOR_TIMEOUT_MS = 5_000;
/**
 * Longer than any pause: a server that goes on must not find that its model took too long. Short enough that
 * payments outlive the work: they would all be settled first.
 */
const MODEL_TIMEOUT_MS = 120_000;
const CHAIN_REPLY_MS = 30_000;

type RpcCall = Parameters<AskNode>[0];

/** What both replicas share. */
export interface World {
  readonly environment: Environment;
  readonly databaseUrl: string;
  readonly rpcUrl: string;
  readonly facilitator: FaultyFacilitator;
  readonly lanes: Lanes;
}

/** What stands between one server and the rest of the world. */
interface Ways {
  readonly facilitator: JsonProxy;
  readonly chain: JsonProxy;
  /** Behind `chain`. */
  readonly node: LaggingNode;
  readonly database: DatabaseProxy;
  readonly model: StandIn;
}

/** One server process with everything between it and the rest of the world. */
export class Replica {
  #server: ServerProcess | undefined;
  /** What processes wrote that are gone. */
  #past = '';

  readonly facilitator: JsonProxy;
  readonly chain: JsonProxy;
  readonly node: LaggingNode;
  readonly database: DatabaseProxy;

  private constructor(
    readonly index: 0 | 1,
    private readonly environment: Environment,
    private readonly ways: Ways,
  ) {
    this.facilitator = ways.facilitator;
    this.chain = ways.chain;
    this.node = ways.node;
    this.database = ways.database;
  }

  static async start(index: 0 | 1, world: World): Promise<Replica> {
    const node = new LaggingNode((call) => askNode(world, call));
    const [facilitator, chain, database, model] = await Promise.all([
      JsonProxy.start(index, world.facilitator.answer),
      JsonProxy.start(index, (question) => askChain(world, node, question)),
      DatabaseProxy.start(world.databaseUrl, index, world.lanes),
      StandIn.start(),
    ]);
    plantModel(model, index, world.lanes);
    const environment = {
      ...world.environment,
      DATABASE_URL: database.url,
      RPC_URLS: `${NETWORK}=${chain.url}`,
      FACILITATOR_URL: facilitator.url,
      FACILITATOR_TIMEOUT_MS: String(FACILITATOR_TIMEOUT_MS),
      ANTHROPIC_BASE_URL: model.url,
      LLM_TIMEOUT_MS: String(MODEL_TIMEOUT_MS),
    };
    const replica = new Replica(index, environment, { facilitator, chain, node, database, model });
    await replica.boot();
    return replica;
  }

  get origin(): string {
    return this.server.origin;
  }

  /** Everything its processes wrote. */
  get output(): string {
    return this.#past + (this.#server?.output.text ?? '');
  }

  /** Whether the process ended without being killed. */
  hasFallen(): boolean {
    return this.server.hasEnded();
  }

  async boot(): Promise<void> {
    this.#past = this.output;
    this.#server = await startServer(this.environment);
  }

  async kill(): Promise<void> {
    if (!this.server.hasEnded()) await this.server.end('SIGKILL');
  }

  pause(): void {
    this.server.signal('SIGSTOP');
  }

  continue(): void {
    this.server.signal('SIGCONT');
  }

  /** Ends every partition. */
  reconnect(): void {
    this.database.lift();
    this.facilitator.partition.lift();
    this.chain.partition.lift();
    this.node.isBehind = false;
  }

  async stop(): Promise<void> {
    this.reconnect();
    await this.kill();
    this.database.stop();
    this.facilitator.stop();
    this.chain.stop();
    await this.ways.model.stop();
  }

  private get server(): ServerProcess {
    if (this.#server === undefined) throw new Error('the replica was not started');
    return this.#server;
  }
}

async function askChain({ lanes }: World, node: LaggingNode, { body }: Question): Promise<Reply> {
  const lane = lanes.mentionedIn(body);
  if (lane?.isTroubled('chain') === true) {
    return lane.plan.trouble === 'chain_cut' ? 'CUT' : 'SILENCE';
  }
  const questions = JSON.parse(body) as RpcCall | RpcCall[];
  if (!Array.isArray(questions)) return JSON.stringify(await node.answer(questions));
  return JSON.stringify(await Promise.all(questions.map((each) => node.answer(each))));
}

async function askNode({ rpcUrl }: World, call: Parameters<AskNode>[0]) {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(CHAIN_REPLY_MS);
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, ...call });
  const reply = await fetch(rpcUrl, { method: 'POST', headers, body, signal });
  return (await reply.json()) as { readonly result?: unknown };
}

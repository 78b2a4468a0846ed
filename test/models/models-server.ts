import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Environment } from '../../src/common/config/index.js';
import { StandIn } from '../../src/modules/execution/llm/contract/stand-in.js';
import recorded from '../../src/sandbox/llm/openrouter-models.json' with { type: 'json' };
import { openShop, type Shop } from '../e2e/shop.js';

export const ADMIN_KEY = `admin-${randomUUID()}`;

/** The entries of a listing as OpenRouter gives them. */
export const RECORDED: readonly { readonly id: string }[] = recorded.data;

/** The answer of OpenRouter with these entries. */
export function listing(data: readonly unknown[]) {
  const headers = { 'content-type': 'application/json' };
  return { headers, pieces: [JSON.stringify({ data, total_count: data.length })] };
}

/** The application, with an OpenRouter that answers as it is told. */
export interface ModelsServer extends Shop {
  readonly openrouter: StandIn;
  /** Sends a request, by default as the operator. */
  send<Body = Problem>(route: string, options?: SendOptions): Promise<Answer<Body>>;
}

export interface SendOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Problem {
  readonly code: string;
  readonly detail?: string;
  readonly retryable?: boolean;
  readonly errors?: readonly { readonly field: string }[];
}

/** What a sync tells. */
export interface Outcome {
  readonly listed: number;
  readonly unusable: number;
  readonly added: number;
  readonly returned: number;
  readonly vanished: number;
}

/** Starts with the recorded listing; the first sync has ended. */
export async function startModels(overrides: Environment = {}): Promise<ModelsServer> {
  const openrouter = await StandIn.start();
  openrouter.answer(listing(RECORDED));
  const shop = await openShop({
    OPENROUTER_BASE_URL: `${openrouter.url}/api/v1`,
    ADMIN_API_KEY: ADMIN_KEY,
    ...overrides,
  });
  const stop = async () => {
    await shop.stop();
    await openrouter.stop();
  };
  const send = <Body>(route: string, options?: SendOptions) =>
    sendTo<Body>(shop.origin, route, options);
  return { ...shop, openrouter, send, stop };
}

async function sendTo<Body>(
  origin: string,
  route: string,
  { body, headers = { 'x-admin-key': ADMIN_KEY } }: SendOptions = {},
): Promise<Answer<Body>> {
  const [method, path] = route.split(' ');
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = (await response.json()) as Body;
  return { status: response.status, headers: response.headers, body: answer };
}

/** Resolves once `condition` holds. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const patience = AbortSignal.timeout(250_000);
  while (!(await condition())) {
    patience.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How many models the table has. */
export async function countModels(owner: DataSource): Promise<number> {
  const [row] = await owner.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count FROM x402_openrouter_models`,
  );
  return row?.count ?? 0;
}

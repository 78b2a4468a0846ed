import type { RequestListener } from 'node:http';
import { call, type Problem, signIn } from '../accounts/client.js';
import type { Creator, ResourcesServer } from './resources-server.js';
import { challengeV2, demanding, type Endpoint, endpoint } from './x402-servers.js';

/** An endpoint that answers as it is told, at first with a price of 0.05 USDC. */
export interface Changeable extends Endpoint {
  answer: RequestListener;
  /** Requests so far. */
  heard: number;
}

const open: Changeable[] = [];

/** Stops every endpoint that is still there. */
export async function stopEndpoints(): Promise<void> {
  for (const each of open.splice(0)) await each.stop();
}

export async function changeable(): Promise<Changeable> {
  const state = { answer: demanding({}, challengeV2()), heard: 0 };
  const server = await endpoint((request, response) => {
    state.heard += 1;
    state.answer(request, response);
  });
  const made = Object.assign(state, server);
  open.push(made);
  return made;
}

/** Asks for so much, in the words of x402 v2. */
export function asking(amount: string, changes: object = {}): RequestListener {
  return demanding({}, challengeV2({ amount }, changes));
}

export const gone: RequestListener = (_request, response) => response.writeHead(404).end();

/** A resource as its owner sees it. */
export interface Owned extends Problem {
  readonly id: string;
  readonly status: string;
  readonly version: number | null;
  readonly price: string | null;
  readonly networks: string[];
  readonly supportsRefunds: boolean;
  readonly config: { readonly url: string; readonly method: string | null };
  readonly endpoint?: Readonly<Record<string, unknown>>;
  readonly valid?: boolean;
  readonly warnings?: readonly object[];
}

/** What creators do with external resources. */
export function seller(server: ResourcesServer, { wallet }: Creator) {
  let { token } = { token: '' };
  const send = async (route: string, body?: object) => {
    // The test's clock may have moved past the end of a token.
    if (token === '') token = (await signIn(server, wallet)).accessToken;
    return call<Owned>(server, route, { token, body });
  };
  const create = async (config: object, changes: object = {}) => {
    const slug = `r${Math.random().toString(36).slice(2)}`;
    const words = { name: 'Sea', description: 'By the sea', category: 'writing', slug };
    const body = { type: 'external', ...words, config, ...changes };
    return send('POST /resources', body);
  };
  const publish = async (config: object, changes: object = {}) => {
    const { id } = (await create(config, changes)).body;
    return send(`POST /resources/${id}/publish`);
  };
  const signInAgain = () => (token = '');
  return { send, create, publish, signInAgain };
}

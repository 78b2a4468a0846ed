import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LLMock } from '@copilotkit/aimock';
import { type ProviderServer, send, wireRequest } from '../providers/provider-server.js';
import models from './openrouter-models.json' with { type: 'json' };

const ANSWER = `Coins drop, one by one,
a machine hums, thinks, replies:
the price was on it.`;

/** What the stand-in says it used: the providers' own words for it. */
const USAGE = {
  input_tokens: 42,
  output_tokens: 24,
  prompt_tokens: 42,
  completion_tokens: 24,
  cost: 0.00015,
};

/** A server that speaks Claude's and OpenRouter's wire formats and always gives the same answer. */
export interface LlmStandIn {
  readonly anthropicUrl: string;
  readonly openrouterUrl: string;
  stop(): Promise<void>;
}

/** @param providers answers what is asked of accounts: keys, organizations */
export async function startLlmStandIn(providers: ProviderServer): Promise<LlmStandIn> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 12 });
  mock.onMessage(/[\s\S]*/, { content: ANSWER, usage: USAGE });
  mock.mount('/api/v1/key', asAccount('openrouter', '/api/v1', providers));
  mock.mount('/api/v1/credits', asAccount('openrouter', '/api/v1', providers));
  mock.mount('/api/v1/activity', asAccount('openrouter', '/api/v1', providers));
  mock.mount('/api/v1/auth', asAuthorization(providers));
  mock.mount('/v1/models', asAccount('anthropic', '', providers));
  mock.mount('/v1/organizations', asAccount('anthropic', '', providers));
  mock.mount('/api/v1/models', { handleRequest: answerModels });
  await mock.start();
  return {
    anthropicUrl: mock.url,
    openrouterUrl: `${mock.url}/api/v1`,
    stop: () => mock.stop(),
  };
}

/** OpenRouter's `GET /models`: some models, as its documentation shows the answer. */
async function answerModels(_request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(models));
  return true;
}

/** OpenRouter’s exchange of a code for a key. */
function asAuthorization(providers: ProviderServer) {
  const handleRequest = async (
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const asked = wireRequest(request, url, url.origin, await text(request));
    const answer = providers.authorize('openrouter', '/api/v1/auth/keys', asked);
    send(response, answer ?? { status: 404, body: '' });
    return true;
  };
  return { handleRequest };
}

/** What the mock does not know, or takes any key for, is answered as the accounts' stand-in does. */
function asAccount(name: 'anthropic' | 'openrouter', base: string, providers: ProviderServer) {
  const handleRequest = async (
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const asked = wireRequest(request, url, `http://127.0.0.1${base}`);
    send(response, await providers.answer(name, asked));
    return true;
  };
  return { handleRequest };
}

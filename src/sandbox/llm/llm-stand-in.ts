import type { IncomingMessage, ServerResponse } from 'node:http';
import { LLMock } from '@copilotkit/aimock';
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

export async function startLlmStandIn(): Promise<LlmStandIn> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 12 });
  mock.onMessage(/[\s\S]*/, { content: ANSWER, usage: USAGE });
  mock.mount('/api/v1/key', { handleRequest: answerKeyCheck });
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

/** OpenRouter's `GET /key`, which the mock does not know: any bearer token is a good key. */
async function answerKeyCheck(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const known = request.headers.authorization?.startsWith('Bearer ') === true;
  response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify(
      known
        ? {
            data: {
              label: 'sandbox',
              limit: null,
              limit_remaining: null,
              usage: 0,
              is_free_tier: false,
              is_management_key: false,
            },
          }
        : { error: { code: 401, message: 'No auth credentials found' } },
    ),
  );
  return true;
}

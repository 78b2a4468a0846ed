// A model that answers at once, as a process of its own, in the wire format of Anthropic's Messages
// API. A slow question is answered piece by piece, with pauses.
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { MODEL, SLOWLY } from './questions.mjs';
import { serve } from './serve.mjs';

const [pieces, pauseMs] = process.argv.slice(2).map(Number);
/** OpenRouter's listing, which Coinslot asks for at its first start. */
const OTHER_MODELS = await readFile('src/sandbox/llm/openrouter-models.json', 'utf8');
const JSON_TYPE = { 'content-type': 'application/json' };
/** When the last byte of the latest answer was written, in milliseconds since 1970. */
let endedAt = 0;

await serve(async (request, body, response) => {
  const { pathname } = new URL(request.url, 'http://upstream');
  if (pathname === '/v1/messages') {
    await stream(response, body.includes(SLOWLY) ? pauseMs : 0);
  } else if (pathname === '/v1/models') {
    response.writeHead(200, JSON_TYPE);
    response.end(JSON.stringify({ data: [{ id: MODEL }], has_more: false }));
  } else if (pathname === '/api/v1/models') {
    response.writeHead(200, JSON_TYPE).end(OTHER_MODELS);
  } else if (pathname === '/ended') {
    response.writeHead(200, JSON_TYPE).end(JSON.stringify({ endedAt }));
  } else {
    response.writeHead(404, JSON_TYPE).end('{}');
  }
});

async function stream(response, pause) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const usage = { input_tokens: 15, output_tokens: 1 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: MODEL, content: [] };
  response.write(event('message_start', { message: { ...message, stop_reason: null, usage } }));
  const block = { index: 0, content_block: { type: 'text', text: '' } };
  response.write(event('content_block_start', block));
  for (let piece = 1; piece <= pieces; piece += 1) {
    const delta = { type: 'text_delta', text: `Line ${piece}: a coin for your thoughts. ` };
    response.write(event('content_block_delta', { index: 0, delta }));
    if (pause > 0) await sleep(pause);
  }
  response.write(event('content_block_stop', { index: 0 }));
  const delta = { stop_reason: 'end_turn', stop_sequence: null };
  response.write(event('message_delta', { delta, usage: { output_tokens: pieces * 9 } }));
  response.end(event('message_stop', {}));
  endedAt = performance.timeOrigin + performance.now();
}

function event(type, rest) {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
}

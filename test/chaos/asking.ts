import { encodePaymentSignatureHeader } from '@x402/core/http';
import { post, readAnswer } from '../e2e/buyer.js';
import type { Answer } from './evidence.js';
import type { Lane } from './lane.js';
import type { Mode } from './faults.js';
import type { Replica } from './replica.js';

/** Longer than a lease and a run together. */
const PATIENCE_MS = 90_000;

type Told = Pick<Answer, 'status' | 'code' | 'payment' | 'result'>;

const NOTHING: Told = {
  status: undefined,
  code: undefined,
  payment: undefined,
  result: undefined,
};

/** Sends the lane's payment, notes what comes back, and returns it; a broken connection is noted too. */
export async function pay(
  lane: Lane,
  replica: Replica,
  mode: Mode,
  leave?: AbortSignal,
): Promise<Answer> {
  const call = post({ topic: lane.topic });
  const headers = {
    ...call.headers,
    'payment-signature': encodePaymentSignatureHeader(lane.payment),
    ...(mode === 'stream' && { accept: 'text/event-stream' }),
    ...(mode === 'async' && { prefer: 'respond-async' }),
  };
  const signal = AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), ...(leave ? [leave] : [])]);
  const told = await tell(async () => {
    const response = await fetch(replica.origin + lane.path, { ...call, headers, signal });
    await lane.at('answer', replica.index);
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('text/event-stream')) return readStream(await response.text());
    const { status, body } = await readAnswer(response);
    if (status === 202) noteTicket(lane, body);
    return toldBy(status, body);
  });
  return note(lane, { replica: replica.index, mode, ...told });
}

/** Asks how a call stands that its buyer was told to come back for. */
export async function askStatus(
  lane: Lane,
  replica: Replica,
  { path, ticket }: Lane['tickets'][number],
): Promise<Answer> {
  const headers = { 'payment-ticket': ticket };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const told = await tell(async () => {
    const { status, body } = await readAnswer(
      await fetch(replica.origin + path, { headers, signal }),
    );
    const isResult = body['status'] === 'succeeded';
    const failure = body['failure'] as Record<string, unknown> | null | undefined;
    const code = failure?.['code'] ?? body['code'];
    return { ...toldBy(isResult ? 200 : 202, { ...body, code }), status };
  });
  return note(lane, { replica: replica.index, mode: 'status', ...told });
}

async function tell(ask: () => Promise<Told>): Promise<Told> {
  return ask().catch(() => NOTHING);
}

function note(lane: Lane, answer: Answer): Answer {
  lane.answers.push(answer);
  return answer;
}

function toldBy(status: number, body: Record<string, unknown>): Told {
  const { id, response, code, payment } = body as Record<string, string | undefined>;
  const result = id !== undefined && response != null ? { id, response } : undefined;
  if (status === 200) return { status, code: undefined, payment: 'charged', result };
  return { status, code, payment, result: undefined };
}

/** A stream that broke off before its last event says only that it was paid. */
function readStream(text: string): Told {
  const last = text.trimEnd().split('\n\n').at(-1) ?? '';
  const [, event, data] = /^event: (\w+)\ndata: (.*)$/s.exec(last) ?? [];
  if (event !== 'done' && event !== 'error') return { ...NOTHING, payment: 'charged' };
  const body = JSON.parse(data ?? '{}') as Record<string, unknown>;
  return event === 'done' ? toldBy(200, body) : { ...toldBy(500, body), status: 200 };
}

function noteTicket(lane: Lane, body: Record<string, unknown>): void {
  const { statusUrl, ticket } = body as { statusUrl: string; ticket: string };
  lane.tickets.push({ path: new URL(statusUrl).pathname, ticket });
}

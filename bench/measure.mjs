import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';
import { Pool } from 'undici';
import { databaseWork } from './database-work.mjs';
import { signPayments } from './payments.mjs';
import { cpuMicroseconds } from './processes.mjs';
import { MODEL, QUESTION, SLOW_QUESTION } from './questions.mjs';

const CONNECTIONS = 10;

/**
 * Asks for the price, over and over.
 * @param load `{ duration }` in seconds, or `{ amount }` of requests
 */
export async function measureUnpaid({ url, process }, load) {
  const request = { method: 'POST', headers: headers(), body: JSON.stringify(QUESTION) };
  const before = await cpuMicroseconds(process);
  const result = await autocannon({ url, connections: CONNECTIONS, ...load, ...request });
  const used = (await cpuMicroseconds(process)) - before;
  const { total: asked } = result.requests;
  const right = result.statusCodeStats['402']?.count ?? 0;
  if (right !== asked || result.errors > 0) {
    throw new Error(`${url}: ${JSON.stringify(result.statusCodeStats)}, ${result.errors} errors`);
  }
  return { asked, perSecond: asked / result.duration, cpu: used / asked };
}

/** Pays that many calls, each with a payment of its own, over several connections. */
export async function measurePaid({ url, process, databaseUrl }, calls) {
  const payments = await signPayments(url, calls);
  const pool = new Pool(new URL(url).origin, { connections: CONNECTIONS });
  const buy = async () => {
    for (let payment = payments.pop(); payment; payment = payments.pop()) {
      await pay(pool, url, payment);
    }
  };
  const databaseBefore = databaseUrl && (await databaseWork(databaseUrl));
  const before = await cpuMicroseconds(process);
  const start = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, buy));
  const seconds = (performance.now() - start) / 1000;
  const used = (await cpuMicroseconds(process)) - before;
  await pool.close();
  const database = databaseUrl && (await databaseWork(databaseUrl));
  const inDatabase = (what) => (database ? (database[what] - databaseBefore[what]) / calls : NaN);
  return {
    asked: calls,
    perSecond: calls / seconds,
    cpu: used / calls,
    databaseCpu: inDatabase('cpu'),
    flushes: inDatabase('flushes'),
    transactions: inDatabase('transactions'),
  };
}

/** Milliseconds of that many paid calls, one after the other over one connection. */
export async function timePaid({ url }, calls) {
  const payments = await signPayments(url, calls);
  return timeEach(url, payments, (pool, payment) => pay(pool, url, payment));
}

/** Milliseconds of that many answers of the bare upstream, over one connection. */
export async function timeUpstream(upstreamUrl, calls) {
  return timeEach(upstreamUrl, Array.from({ length: calls }), async (pool) => {
    const { statusCode, body } = await pool.request(upstreamRequest(QUESTION));
    const answer = await text(body);
    assertRight(upstreamUrl, statusCode, answer.includes('message_stop'), answer);
  });
}

async function timeEach(url, items, call) {
  const pool = new Pool(new URL(url).origin, { connections: 1 });
  const times = [];
  for (const item of items) {
    const start = performance.now();
    await call(pool, item);
    times.push(performance.now() - start);
  }
  await pool.close();
  return times;
}

async function pay(pool, url, payment) {
  const { statusCode, headers: answered, body } = await pool.request(request(url, payment));
  const answer = await text(body);
  const isRight = answered['payment-response'] && JSON.parse(answer).response.startsWith('Line 1:');
  assertRight(url, statusCode, isRight, answer);
}

/**
 * Milliseconds from the request to the first and to the last byte of one paid, streamed answer, and
 * by how much the first byte came before the upstream's last: negative when it was held back.
 */
export async function timeStream({ url }, upstreamUrl) {
  const [payment] = await signPayments(url, 1);
  const streamed = request(url, payment, SLOW_QUESTION);
  streamed.headers.accept = 'text/event-stream';
  const { firstAt, ...times } = await timeBytes(url, streamed);
  const { endedAt } = await (await fetch(`${upstreamUrl}/ended`)).json();
  return { ...times, aheadOfEnd: endedAt - firstAt };
}

/** The same of the bare upstream. */
export async function timeUpstreamStream(upstreamUrl) {
  const { firstByte, lastByte } = await timeBytes(upstreamUrl, upstreamRequest(SLOW_QUESTION));
  return { firstByte, lastByte };
}

async function timeBytes(url, options) {
  const pool = new Pool(new URL(url).origin, { connections: 1 });
  const start = performance.now();
  const { statusCode, body } = await pool.request(options);
  let first;
  let answer = '';
  for await (const chunk of body) {
    first ??= performance.now();
    answer += chunk;
  }
  const last = performance.now();
  await pool.close();
  assertRight(url, statusCode, answer.includes('Line 1:'), answer);
  const firstAt = performance.timeOrigin + first;
  return { firstByte: first - start, lastByte: last - start, firstAt };
}

function request(url, payment, question = QUESTION) {
  return {
    method: 'POST',
    path: new URL(url).pathname,
    headers: { ...headers(), 'payment-signature': payment },
    body: JSON.stringify(question),
  };
}

function upstreamRequest({ topic }) {
  const messages = [{ role: 'user', content: topic }];
  const body = JSON.stringify({ model: MODEL, max_tokens: 200, stream: true, messages });
  return { method: 'POST', path: '/v1/messages', headers: headers(), body };
}

function headers() {
  return { 'content-type': 'application/json' };
}

function assertRight(url, status, isRight, answer) {
  if (status !== 200 || !isRight) throw new Error(`${url} answered ${status}: ${answer}`);
}

// Requests per second and CPU per request of the unpaid challenge and of the paid call, with the
// server as a process of its own. `npm run bench`; figures depend on the machine.
import { spawn } from 'node:child_process';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { privateKeyToAccount } from 'viem/accounts';
import { publish } from '../dist/src/sandbox/demo/creator.js';
import { startSandbox } from '../dist/src/sandbox/sandbox.js';

const PORT = '3403';
const ORIGIN = `http://127.0.0.1:${PORT}`;
const CONNECTIONS = 10;
const PAID_CALLS = 300;
const INPUT = JSON.stringify({ topic: 'speed' });
const TICKS_PER_SECOND = 100;

const directory = await mkdtemp(join(tmpdir(), 'coinslot-bench-'));
const sandbox = await startSandbox({ PORT }, directory);
const server = await startServer(sandbox.environment);
try {
  const { creatorKey: privateKey, buyerKey } = sandbox.secrets;
  const shop = await publish({
    origin: ORIGIN,
    privateKey,
    apiKey: 'sk-ant-bench-0000',
    price: '0.05',
  });
  const buyer = privateKeyToAccount(buyerKey);
  await sandbox.chain.fund(buyer.address, BigInt(PAID_CALLS * 2) * 50_000n, { wei: 0n });

  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: INPUT };
  await autocannon({ url: shop.url, connections: CONNECTIONS, duration: 3, ...request });
  const unpaid = await measure({
    url: shop.url,
    connections: CONNECTIONS,
    duration: 10,
    ...request,
  });

  const payments = await signPayments(shop.url, buyer, PAID_CALLS);
  const paid = await measure({
    url: shop.url,
    connections: CONNECTIONS,
    amount: PAID_CALLS,
    requests: [
      {
        ...request,
        setupRequest: (one) => ({
          ...one,
          headers: { ...one.headers, 'payment-signature': payments.pop() },
        }),
      },
    ],
  });
  console.table({ 'unpaid challenge': unpaid, 'paid call': paid });
} finally {
  server.kill('SIGTERM');
  await sandbox.stop();
  await rm(directory, { recursive: true, force: true });
}

async function startServer(environment) {
  const env = {
    ...environment,
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://bench.example',
    LOG_LEVEL: 'warn',
  };
  const child = spawn(process.execPath, ['dist/src/main.js'], { env, stdio: 'inherit' });
  while (
    !(await fetch(`${ORIGIN}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await sleep(100);
  return child;
}

async function signPayments(url, wallet, count) {
  const unpaid = await fetch(url, { method: 'POST' });
  const { resource, accepts } = (await unpaid.json()).paymentRequired;
  const scheme = new ExactEvmScheme(wallet);
  const sign = async () =>
    encodePaymentSignatureHeader({
      resource,
      accepted: accepts[0],
      ...(await scheme.createPaymentPayload(2, accepts[0])),
    });
  return Promise.all(Array.from({ length: count }, sign));
}

async function measure(options) {
  const before = await cpuMicroseconds(server.pid);
  const result = await autocannon(options);
  const used = (await cpuMicroseconds(server.pid)) - before;
  const statuses = Object.entries(result.statusCodeStats).map(
    ([code, { count }]) => `${code}: ${count}`,
  );
  return {
    'per second': Math.round(result.requests.total / result.duration),
    'p50 ms': result.latency.p50,
    'p97.5 ms': result.latency.p97_5,
    'CPU µs': Math.round(used / result.requests.total),
    answers: statuses.join(', '),
  };
}

/** User and system time of a process, from Linux's /proc. */
async function cpuMicroseconds(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / TICKS_PER_SECOND;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../../dist/src/sandbox/api-client.js';
import { onFreePort } from '../../dist/src/sandbox/postgres/free-port.js';
import { startSandbox } from '../../dist/src/sandbox/sandbox.js';
import { AS_STARTED, endProcess, startProcess } from '../processes.mjs';
import { MODEL } from '../questions.mjs';

const NETWORK = 'eip155:84532';

/**
 * Starts the built server in production mode over a PostgreSQL of its own, with one prompt for sale.
 */
export async function startCoinslot(options) {
  const { origin, creatorKey, ...server } = await startEmpty(options);
  try {
    const path = await publish(origin, creatorKey);
    return { name: 'coinslot', url: origin + path, ...server };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The same with nothing for sale. `databaseDirectory` is where its PostgreSQL runs. */
export async function startEmpty({ facilitatorUrl, upstreamUrl, nodeArguments = AS_STARTED }) {
  const directory = await mkdtemp(join(tmpdir(), 'coinslot-bench-'));
  const sandbox = await startSandbox(
    {
      NETWORKS: NETWORK,
      RPC_URLS: `${NETWORK}=${facilitatorUrl}/rpc`,
      FACILITATOR_URL: facilitatorUrl,
      ANTHROPIC_BASE_URL: upstreamUrl,
      OPENROUTER_BASE_URL: `${upstreamUrl}/api/v1`,
    },
    directory,
  );
  const environment = {
    ...sandbox.environment,
    PUBLIC_URL: 'https://bench.example',
    LOG_LEVEL: 'warn',
    TRUST_PROXY: 'true',
  };
  const clear = async () => {
    await sandbox.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const { origin, child } = await onFreePort((port) => start(port, environment, nodeArguments));
    return {
      origin,
      creatorKey: sandbox.secrets.creatorKey,
      environment,
      databaseUrl: environment.DATABASE_URL,
      databaseDirectory: join(directory, 'postgres'),
      process: child,
      stop: () => endProcess(child).then(clear),
    };
  } catch (error) {
    await clear();
    throw error;
  }
}

async function start(port, settings, nodeArguments) {
  const environment = { ...settings, PORT: String(port) };
  const child = startProcess('dist/src/main.js', { nodeArguments, environment });
  const origin = `http://127.0.0.1:${port}`;
  await untilReady(origin, child);
  return { origin, child };
}

/** Publishes the prompt as its creator would, and returns the path that sells it. */
async function publish(origin, privateKey) {
  const creator = await ApiClient.signIn(origin, privateKey);
  await creator.send('PATCH', '/me', { username: 'ada' });
  const { items: terms } = await creator.send('GET', '/me/provider-terms');
  for (const { provider, version } of terms) {
    await creator.send('PUT', `/me/provider-terms/${provider}`, { version });
  }
  await creator.send('PUT', '/integrations/claude/config', { apiKey: 'sk-ant-bench-0000' });
  const { id } = await creator.send('POST', '/resources', {
    type: 'prompt_template',
    name: 'Haiku on demand',
    description: 'Three lines about anything',
    slug: 'haiku',
    category: 'writing',
    price: '0.05',
    config: {
      systemPrompt: 'You are a poet. Write one haiku about {{topic}} and nothing else.',
      parameters: [{ name: 'topic', description: 'About what', required: true, maxLength: 200 }],
      model: `claude:${MODEL}`,
      maxTokens: 200,
    },
  });
  await creator.send('POST', `/resources/${id}/publish`);
  return '/@ada/haiku';
}

async function untilReady(origin, child) {
  const isReady = () =>
    fetch(`${origin}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    await sleep(50);
  }
}

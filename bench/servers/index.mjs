import { AS_STARTED, endProcess, originOf, startProcess } from '../processes.mjs';
import { startCoinslot } from './coinslot.mjs';
import { PATH } from './sale.mjs';

/**
 * Starts the stubs and the servers over them, each as a process of its own.
 * @param pieces how many pieces the model answers in
 * @param pauseMs how long it pauses after each piece of a slow answer
 */
export async function startServers({ pieces, pauseMs, nodeArguments = [] }) {
  const stubs = [
    startProcess('bench/stub-facilitator.mjs'),
    startProcess('bench/upstream.mjs', { scriptArguments: [pieces, pauseMs] }),
  ];
  const [facilitatorUrl, upstreamUrl] = await Promise.all(stubs.map(originOf));
  const over = { facilitatorUrl, upstreamUrl, nodeArguments: [...AS_STARTED, ...nodeArguments] };
  const servers = await Promise.all([
    startCoinslot(over),
    startReference('hono', over),
    startReference('express', over),
  ]);
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(stubs.map(endProcess));
  };
  return { servers, upstreamUrl, stop };
}

async function startReference(name, { facilitatorUrl, upstreamUrl, nodeArguments }) {
  const scriptArguments = [facilitatorUrl, upstreamUrl];
  const script = `bench/servers/${name}.mjs`;
  const child = startProcess(script, { scriptArguments, nodeArguments });
  return {
    name,
    url: (await originOf(child)) + PATH,
    process: child,
    stop: () => endProcess(child),
  };
}

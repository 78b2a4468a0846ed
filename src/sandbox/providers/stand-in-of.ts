import { ProviderServer, type StandInName } from './provider-server.js';

/** Starts the stand-in of one service, for a test of its own. */
export function standInOf(name: StandInName) {
  return async () => {
    const server = await ProviderServer.start();
    return { url: server.urls[name], stop: () => server.stop() };
  };
}

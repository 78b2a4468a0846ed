/** The real servers that one test run shares; started by the global set-up. */
export interface TestServers {
  readonly postgres: { readonly host: string; readonly port: number; readonly password: string };
  readonly chain: { readonly rpcUrl: string };
}

const VARIABLE = 'COINSLOT_TEST_SERVERS';

/** Hands the servers' addresses from the global set-up to the test workers. */
export function publishServers(servers: TestServers): void {
  process.env[VARIABLE] = JSON.stringify(servers);
}

export function testServers(): TestServers {
  const text = process.env[VARIABLE];
  if (text === undefined) throw new Error('the global set-up has not run');
  return JSON.parse(text) as TestServers;
}

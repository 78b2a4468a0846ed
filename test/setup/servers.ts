/** The real servers that one test run shares; started by the global set-up. */
export interface TestServers {
  readonly postgres: { readonly host: string; readonly port: number; readonly password: string };
  /** The role the application logs in as: row-level security holds for it. */
  readonly appRole: { readonly name: string; readonly password: string };
  /** The migrated database that every test database is a clone of. */
  readonly template: string;
  readonly chain: { readonly rpcUrl: string };
}

export function testServers(): TestServers {
  const text = process.env['COINSLOT_TEST_SERVERS'];
  if (text === undefined) throw new Error('the global set-up has not run');
  return JSON.parse(text) as TestServers;
}

const HOST = '127.0.0.1';
const MAX_CONNECTIONS = 200;

/** The superuser that `initdb` creates and that {@link databaseUrl} logs in as. */
export const SUPERUSER = 'postgres';

/** The only address the server listens on. */
export const LISTEN_ADDRESS = HOST;

/**
 * Arguments of `initdb`: UTF-8, byte-order collation (the same on every machine) and password
 * logins only. `ephemeral` leaves out the flush to disk.
 */
export function initdbArguments(paths: {
  data: string;
  passwordFile: string;
  ephemeral: boolean;
}): string[] {
  const options = [
    `--pgdata=${paths.data}`,
    `--username=${SUPERUSER}`,
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--auth=scram-sha-256',
    `--pwfile=${paths.passwordFile}`,
  ];
  return paths.ephemeral ? [...options, '--no-sync'] : options;
}

/**
 * Arguments of `postgres`: reachable over loopback TCP alone. `ephemeral` trades every guarantee
 * after a crash of the machine for speed.
 */
export function serverArguments(options: {
  data: string;
  port: number;
  ephemeral: boolean;
}): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: HOST,
    port: options.port,
    unix_socket_directories: '',
    max_connections: MAX_CONNECTIONS,
    // Sessions that outlive a killed server block the next one; their client is gone as well.
    client_connection_check_interval: '1s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.ephemeral
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
      : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', options.data, ...flags];
}

/** The superuser's connection URL for one database. */
export function databaseUrl(port: number, password: string, database: string): string {
  const login = `${SUPERUSER}:${encodeURIComponent(password)}`;
  return `postgresql://${login}@${HOST}:${port}/${encodeURIComponent(database)}`;
}

import { ConfigError } from '../config/index.js';

/** The setting that says where a database is, and its value. */
interface Place {
  readonly name: 'DATABASE_URL' | 'DATABASE_LISTEN_URL' | 'DATABASE_OWNER_URL';
  readonly url: string;
}

/** Nobody is there, or the way there is closed. */
const NO_ANSWER = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;
/** The driver has no code for a connection that was not made in time. */
const NO_ANSWER_IN_TIME = /timeout|Connection terminated/i;
const UNKNOWN_HOST = /^(ENOTFOUND|EAI_AGAIN)$/;
/** The server refuses who asks: invalid_authorization_specification (PostgreSQL, appendix A). */
const REFUSED = /^28/;
const NO_DATABASE = '3D000';
/** PgBouncer's words for what a session of PostgreSQL may begin with. */
const POOLER = /^unsupported startup parameter/;
/** The server takes no more connections, or none yet. */
const NO_ROOM = /^(53300|57P03)$/;

/** Why no connection to `place` could be made, in one line without its password; all else as it is. */
export function notConnected(error: unknown, place: Place): unknown {
  const reason = reasonOf(error, new URL(place.url));
  return reason === undefined ? error : new ConfigError([`${place.name}: ${reason}`]);
}

function reasonOf(error: unknown, url: URL): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const where = `${url.hostname}:${url.port || '5432'}`;
  const role = decodeURIComponent(url.username);
  const database = decodeURIComponent(url.pathname.slice(1));
  if (UNKNOWN_HOST.test(code)) return `nobody knows the address of ${url.hostname}`;
  if (NO_ANSWER.test(code)) return `nothing answers at ${where}`;
  if (REFUSED.test(code)) return `${where} refuses the role "${role}" or its password`;
  if (code === NO_DATABASE)
    return `${where} has no database "${database}". Run npm run migrate first`;
  if (POOLER.test(error.message)) {
    return `${where} is a pooler. Set DATABASE_LISTEN_URL to the same database without it`;
  }
  if (NO_ROOM.test(code)) return `${where} takes no connection now: ${error.message}`;
  return code === '' && NO_ANSWER_IN_TIME.test(error.message)
    ? `nothing answers at ${where}`
    : undefined;
}

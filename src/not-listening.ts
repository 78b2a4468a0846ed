import { ConfigError } from './common/config/index.js';

/** Where a server is told to listen. */
interface Place {
  readonly HOST: string;
  readonly PORT: number;
}

/** What to tell for each reason why a server may not listen where it is told to. */
const REASONS: Readonly<Record<string, (place: Place) => string>> = {
  EADDRINUSE: ({ PORT }) =>
    `PORT: another program listens on ${PORT}. End it, or choose another port. Example: PORT=${PORT + 1}`,
  EACCES: ({ PORT }) =>
    `PORT: this user may not listen on ${PORT}; ports below 1024 need rights of their own. Example: PORT=3000`,
  EADDRNOTAVAIL: ({ HOST }) => `HOST: this machine has no address ${HOST}. Example: HOST=127.0.0.1`,
  ENOTFOUND: ({ HOST }) => `HOST: nobody knows the address of ${HOST}. Example: HOST=127.0.0.1`,
};

/** What is wrong with HOST or PORT, when that is why the server cannot listen; all else as it is. */
export function notListening(error: unknown, place: Place): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = REASONS[code];
  return reason === undefined ? error : new ConfigError([reason(place)]);
}

/** What a server says of itself in the `postmaster.pid` of its data directory. */
export interface PostmasterPid {
  readonly pid: number;
  /** Missing while the server has not yet opened its port. */
  readonly port: number | undefined;
  readonly ready: boolean;
}

const PORT_LINE = 3;
const STATUS_LINE = 7;

/**
 * Reads `postmaster.pid`, which a starting server fills line by line; the order of the lines is
 * that of PostgreSQL's `src/include/utils/pidfile.h`. Undefined without a process id.
 */
export function parsePostmasterPid(text: string): PostmasterPid | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = positive(lines[0]);
  if (pid === undefined) return undefined;
  return { pid, port: positive(lines[PORT_LINE]), ready: lines[STATUS_LINE] === 'ready' };
}

function positive(line: string | undefined): number | undefined {
  return line !== undefined && /^[1-9]\d*$/.test(line) ? Number(line) : undefined;
}

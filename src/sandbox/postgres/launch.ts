/** A user and group id of the system. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** One way to run the server's programs under an identity that they accept. */
export interface Launch {
  /** Words before the program's own command line. */
  readonly prefix: readonly string[];
  /** The identity to switch to on spawning; none keeps ours. */
  readonly spawnAs?: Account;
  /** Whom the server's files must belong to; none means ourselves. */
  readonly owner?: Account;
}

/** What decides which ways are open to this process. */
export interface Surroundings {
  readonly uid: number;
  /** Whether the user database knows `uid`: `initdb` refuses to run for a nameless user. */
  readonly hasName: boolean;
  /** The owner of the data directory, where there already is one. */
  readonly dataOwner?: Account;
  /** The contents of `/etc/passwd`. */
  readonly passwd: string;
}

const ROOT = 0;
const NOBODY = 65_534;
const UNSHARE = ['unshare', '-U', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];

/**
 * The ways to try, best first. PostgreSQL refuses to run as root. A user namespace maps root to an
 * ordinary user within it while files stay root's. Where namespaces are refused, as in most
 * containers, root steps down to `postgres` or `nobody`; and where those may not enter the folder
 * (`/root` is 0700), it lets them pass file permissions. Data that belongs to somebody else is
 * served as its owner.
 */
export function launches({ uid, hasName, dataOwner, passwd }: Surroundings): Launch[] {
  if (uid !== ROOT) return [{ prefix: hasName ? [] : UNSHARE }];
  if (dataOwner !== undefined && dataOwner.uid !== ROOT) {
    const named = passwdEntries(passwd).some((entry) => entry.uid === dataOwner.uid);
    return named
      ? stepDown(dataOwner)
      : [{ prefix: UNSHARE, spawnAs: dataOwner, owner: dataOwner }];
  }
  const entries = passwdEntries(passwd);
  const account = ['postgres', 'nobody']
    .map((name) => entries.find((entry) => entry.name === name && entry.uid !== ROOT))
    .find((entry) => entry !== undefined);
  return [{ prefix: UNSHARE }, ...(account === undefined ? [] : stepDown(account))];
}

function stepDown({ uid, gid }: Account): Launch[] {
  const owner = { uid, gid };
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  // The secure bit extends the capability to access(2), by which PostgreSQL checks its binaries.
  const capability = [
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
  return [
    { prefix: [], spawnAs: owner, owner },
    { prefix: ['setpriv', ...identity, ...capability], owner },
  ];
}

function passwdEntries(passwd: string): (Account & { readonly name: string })[] {
  return passwd.split('\n').flatMap((line) => {
    const [, name, uid, gid] = /^([^:#]+):[^:]*:(\d+):(\d+):/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}

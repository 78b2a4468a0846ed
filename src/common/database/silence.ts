import type { Socket } from 'node:net';
import type { ClientBase } from 'pg';

/** What pg's client has besides its types. */
interface Wired {
  readonly connection: { readonly stream: Socket };
  /** False while a statement has no answer yet. */
  readonly readyForQuery: boolean;
}

/**
 * Lets a connection that breaks fail its statements, and nothing else. Closes connections to a server that
 * has gone without a word: one on which a statement waits for `silenceMs` without a byte from the other
 * side. Its statements fail then, and pools replace it. The others of the same pool that lie idle are closed
 * with it: they lead to the same place, and each would let another request wait in vain.
 * @returns to be called with every new connection
 */
export function watchSilence(silenceMs: number): (client: ClientBase) => void {
  const watched = new Set<Wired>();
  return (client) => {
    const wired = client as unknown as Wired;
    const { stream } = wired.connection;
    watched.add(wired);
    // Whose statement it breaks is told so; without a listener, it would end the process as well.
    client.on('error', () => undefined);
    stream.once('close', () => watched.delete(wired));
    // Told once after so long without reading or writing; the next statement starts it anew.
    stream.setTimeout(silenceMs, () => {
      if (wired.readyForQuery) return;
      for (const other of watched) {
        if (other === wired || other.readyForQuery) other.connection.stream.destroy();
      }
    });
  };
}

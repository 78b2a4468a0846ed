/** What this page knows, where its browser keeps nothing for it. */
const ofThisVisit = new Map<string, string>();

const PROBE = 'coinslot:probe';

/** Whether this browser keeps what pages give it for a later visit: it may be told not to, or be full. */
export function keepsForLater(): boolean {
  const isKept = tried(() => {
    localStorage.setItem(PROBE, '');
    localStorage.removeItem(PROBE);
    return true;
  });
  return isKept === true;
}

/** What was kept under a name, by this visit or an earlier one. */
export function kept(name: string): string | undefined {
  return ofThisVisit.get(name) ?? tried(() => localStorage.getItem(name)) ?? undefined;
}

/** Keeps a text, which is not secret: scripts read it. Where the browser keeps nothing, for this visit. */
export function keep(name: string, text: string): void {
  const isKept = tried(() => {
    localStorage.setItem(name, text);
    return true;
  });
  if (isKept) ofThisVisit.delete(name);
  else ofThisVisit.set(name, text);
}

/** Keeps it no more. */
export function forget(name: string): void {
  ofThisVisit.delete(name);
  tried(() => localStorage.removeItem(name));
}

/** Merely looking at `localStorage` throws where a browser blocks it. */
function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const TAIL_LINES = 20;
const TAIL_CHARACTERS = 4_000;

/** Messages of a start that loses to another server which may be gone a moment later. */
const PASSING =
  /lock file ".*" (already exists|is empty)|could not lock|pre-existing shared memory block|could not create any TCP\/IP sockets/;

/** The last lines of a log, short enough for an error message. */
export function logTail(text: string): string {
  return text.trim().split('\n').slice(-TAIL_LINES).join('\n').slice(-TAIL_CHARACTERS);
}

/** Whether a failed start is worth repeating: the directory or the port was held by another. */
export function isPassing(log: string): boolean {
  return PASSING.test(log);
}

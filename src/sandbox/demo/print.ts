let steps = 0;

/** Prints a numbered step with what was sent or received. */
export function printStep(title: string, details?: unknown): void {
  steps += 1;
  process.stdout.write(`\n${steps}. ${title}\n`);
  if (details === undefined) return;
  const text = JSON.stringify(details, null, 2);
  process.stdout.write(`${text.replace(/^/gm, '   ')}\n`);
}

const VERBOSE = process.argv.includes('--verbose');
/** What one line of a terminal shows without breaking. */
const WIDTH = 100;
const INDENT = '    ';

let steps = 0;

/** Begins a part of the story. */
export function printChapter(title: string): void {
  process.stdout.write(`\n— ${title} —\n`);
}

/**
 * Tells a numbered step and, on a line of its own, what came of it.
 * @param everything that was sent or received, for who asks with `--verbose`
 */
export function printStep(title: string, outcome?: string, everything?: unknown): void {
  steps += 1;
  process.stdout.write(`${String(steps).padStart(2)}. ${title}\n`);
  if (outcome !== undefined) process.stdout.write(`${INDENT}${fitting(outcome)}\n`);
  if (!VERBOSE || everything === undefined) return;
  const text = JSON.stringify(everything, null, 2);
  process.stdout.write(`${text.replaceAll(/^/gm, `${INDENT}| `)}\n`);
}

/** One line, and no more of it than fits. */
function fitting(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' / ');
  const most = WIDTH - INDENT.length;
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

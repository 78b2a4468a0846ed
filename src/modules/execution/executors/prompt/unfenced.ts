const FENCE = '```';

/** What stands between the code fences that models like to put around an answer; all of it without them. */
export function unfenced(answer: string): string {
  const text = answer.trim();
  const start = text.indexOf('\n');
  const end = text.lastIndexOf('\n');
  const opening = text.slice(0, Math.max(start, 0)).trimEnd();
  const isFenced =
    (opening === FENCE || opening === `${FENCE}json`) && text.slice(end).trim() === FENCE;
  return isFenced ? text.slice(start, end) : text;
}

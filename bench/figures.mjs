/** The median, or NaN of nothing. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? sorted[Math.floor(middle)]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Collects what was measured round by round. */
export class Figures {
  #rounds = new Map();

  /** Adds one round of one measurement: an object of numbers. */
  add(server, measurement, figures) {
    const key = JSON.stringify([server, measurement]);
    this.#rounds.set(key, [...(this.#rounds.get(key) ?? []), figures]);
  }

  /** `{ server: { measurement: { figure: median of the rounds } } }` */
  medians() {
    const servers = {};
    for (const [key, rounds] of this.#rounds) {
      const [server, measurement] = JSON.parse(key);
      const names = Object.keys(rounds[0]);
      const medians = names.map((name) => [name, median(rounds.map((round) => round[name]))]);
      servers[server] = { ...servers[server], [measurement]: Object.fromEntries(medians) };
    }
    return servers;
  }
}

import type { ExternalConfig } from '../types/external/external-config.js';
import type { Subject } from '../endpoints/endpoints.repository.js';
import type { EndpointTerms, Refusal } from '../endpoints/terms.js';

/** What one look at an endpoint gives. */
export type Found = EndpointTerms | Refusal;

/** Endpoints that are asked at the same time. */
const LANES = 8;

/**
 * Looks at the endpoints of all subjects, a few at a time; each endpoint is asked once, however many
 * resources name it.
 * @param work takes what was found, or why it could not be; it must not fail itself
 */
export async function survey(
  subjects: readonly Subject[],
  look: (config: ExternalConfig) => Promise<Found>,
  work: (subject: Subject, found: Promise<Found>) => Promise<void>,
): Promise<void> {
  const asked = new Map<string, Promise<Found>>();
  const queue = subjects.values();
  const lane = async () => {
    for (const subject of queue) {
      const key = JSON.stringify([subject.config.url, subject.config.method]);
      const found = asked.get(key) ?? look(subject.config);
      asked.set(key, found);
      await work(subject, found);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

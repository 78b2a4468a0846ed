/** What the database is asked for; each becomes the gauge `coinslot_<name>`. */
export interface FigureNotes {
  readonly help: string;
  /** The label that tells its values apart, and all values that it has: those not found are 0. */
  readonly by?: { readonly label: string; readonly values: readonly string[] };
}

/** One value of a figure, as the database tells it. */
export interface Figure {
  readonly name: string;
  /** Of its label; null when it has none. */
  readonly of: string | null;
  readonly value: number;
}

/** How far anything is counted; so many rows are a fault, however many there are. */
export const COUNTED = 10_000;

const CLAIMS = {
  label: 'status',
  values: ['claimed', 'settling', 'unknown', 'refused', 'settled'],
};
const REASONS = { label: 'reason', values: ['failing', 'gone'] };

/** Every figure that is read from the database, by its name. Counts end at {@link COUNTED}. */
export const FIGURES: Readonly<Record<string, FigureNotes>> = {
  open_claims: { help: 'Payments that are reserved or moving, up to 10000', by: CLAIMS },
  oldest_open_claim_age_seconds: {
    help: 'Age of the oldest open claim; 0 without any',
    by: CLAIMS,
  },
  claims_settling_over_a_minute: {
    help: 'Claims whose settlement was asked for over a minute ago and has no answer, up to 10000',
  },
  pending_notes: { help: 'Notes of payments that could not be written yet, up to 10000' },
  oldest_pending_note_age_seconds: { help: 'Age of the oldest pending note; 0 without any' },
  events_waiting: { help: 'Events that no handler was handed yet, up to 10000' },
  oldest_waiting_event_age_seconds: { help: 'Age of the oldest of them; 0 without any' },
  event_deliveries_open: { help: 'Deliveries of events that are made or tried again, up to 10000' },
  event_dead_letters: { help: 'Deliveries of events that were given up, up to 10000' },
  webhook_deliveries_open: {
    help: 'Deliveries that wait for webhooks, of up to 10000 webhooks',
  },
  webhooks_overdue_seconds: { help: 'For how long the webhook that waits the longest is due' },
  webhooks_disabled: {
    help: 'Webhooks that the server disabled because their receivers fail or are gone, up to 10000',
    by: REASONS,
  },
  connections_renewal_failing: {
    help: 'Connections whose access cannot be renewed at present, up to 10000',
  },
  jobs_waiting: { help: 'Jobs that are due and that no process has taken, up to 10000' },
  oldest_waiting_job_age_seconds: { help: 'For how long the oldest of them is due; 0 without any' },
  jobs_given_up: { help: 'Jobs that failed at their last attempt, up to 10000' },
};

/** The labels of a gauge and its value, of each value that its label can have: 0 when not found. */
export function valuesOf(
  name: string,
  found: readonly Figure[],
): { readonly labels: Readonly<Record<string, string>>; readonly value: number }[] {
  const by = FIGURES[name]?.by;
  const valueOf = (label: string | null) =>
    found.find((each) => each.name === name && each.of === label)?.value ?? 0;
  if (by === undefined) return [{ labels: {}, value: valueOf(null) }];
  return by.values.map((each) => ({ labels: { [by.label]: each }, value: valueOf(each) }));
}

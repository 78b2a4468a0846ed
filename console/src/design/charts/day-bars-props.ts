/** A day of a chart; its figures are the texts that the API sends, by the id of their series. */
export interface Day {
  /** `2026-11-28`, in the zone that the page names. */
  readonly date: string;
  readonly isFinished: boolean;
  readonly values: Readonly<Record<string, string | null>>;
  /** Of the day that it is compared with. */
  readonly line?: string | null;
}

/** One colour of the bars. */
export interface Series {
  readonly id: string;
  readonly name: string;
  readonly color: `chart-${'1' | '2' | '3' | '4' | '5' | 'other'}` | 'good' | 'bad' | 'warn';
}

/** What bars for each day are drawn of. */
export interface DayBarsProps {
  /** Says what it shows, for who does not see it. */
  readonly label: string;
  readonly days: readonly Day[];
  readonly series: readonly Series[];
  /** Name of the line; without one there is none. */
  readonly line?: string;
  readonly format: (value: string) => string;
}

import { useNavigate } from '@tanstack/react-router';
import { classes, Filter } from '../design/index.ts';
import { ownZone, type PeriodSearch, type Range, RANGES, usualRange } from './period.ts';

const NAMES: Readonly<Record<Range, string>> = {
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  '365d': '12 months',
};

/** Chooses the range and the zone of the figures of a page; both stand in its address. */
export function PeriodPicker({
  search,
  hasZone = true,
}: {
  readonly search: PeriodSearch;
  /** False where all days are of one zone, which the page names. */
  readonly hasZone?: boolean;
}) {
  const navigate = useNavigate();
  const { range = usualRange, tz = ownZone() } = search;
  const change = (to: PeriodSearch) =>
    void navigate({ to: '.', search: (before: object) => ({ ...before, ...to }), replace: true });
  const zones = [...new Set([tz, ownZone(), 'UTC'])];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <fieldset className="flex rounded-control border border-line bg-card p-0.5">
        <legend className="sr-only">Range</legend>
        {(Object.keys(RANGES) as Range[]).map((each) => (
          <label
            key={each}
            className={classes(
              'relative rounded-md px-2 py-1 text-sm whitespace-nowrap sm:px-3 has-focus-visible:outline-2 has-focus-visible:outline-accent',
              each === range
                ? 'bg-accent-soft font-medium text-accent'
                : 'text-faint hover:text-ink',
            )}
          >
            <input
              type="radio"
              name="range"
              className="absolute inset-0 opacity-0"
              checked={each === range}
              onChange={() => change({ range: each === usualRange ? undefined : each })}
            />
            {NAMES[each]}
          </label>
        ))}
      </fieldset>
      {hasZone && (
        <Filter
          label="Days of"
          value={tz}
          onChange={({ target }) =>
            change({ tz: target.value === ownZone() ? undefined : target.value })
          }
        >
          {zones.map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </Filter>
      )}
    </div>
  );
}

import { api, type Schema } from '../../api/index.ts';
import { Card, Empty, groupDigits, StateView, usd } from '../../design/index.ts';

type Set = Schema<'LimitsDto'>;

/** What holds calls back, and how much of it is used up now. */
export function Limits({ id, limits }: { readonly id: string; readonly limits: Set }) {
  const standing = api.useQuery('get', '/api/v1/resources/{id}/standing', {
    params: { path: { id } },
  });
  const isUnlimited = Object.values(limits).every((limit) => limit === null || limit === undefined);
  return (
    <Card title="Limits" about="What holds calls back, and how it stands now">
      {isUnlimited ? (
        <Empty title="No limits are set">
          A limit of spending per day protects the key that runs are paid with.
        </Empty>
      ) : (
        <StateView of={standing}>{(now) => <Standing limits={limits} now={now} />}</StateView>
      )}
    </Card>
  );
}

function Standing({ limits, now }: { readonly limits: Set; readonly now: Schema<'StandingDto'> }) {
  const { concurrentCalls, callsPerMinute, dailySpendUsd, inputBytes } = limits;
  return (
    <div className="flex flex-col gap-4">
      {concurrentCalls != null && (
        <Gauge
          label="Calls at once"
          used={now.runningCalls}
          of={concurrentCalls}
          words={groupDigits}
        />
      )}
      {callsPerMinute != null && (
        <Gauge
          label="Calls in a minute"
          used={now.callsLastMinute}
          of={callsPerMinute}
          words={groupDigits}
        />
      )}
      {dailySpendUsd != null && (
        <Gauge
          label={`Spent today (${now.day}, UTC)`}
          used={now.spentUsd}
          of={dailySpendUsd}
          words={usd}
          note={`${usd(now.reservedUsd)} more is reserved for calls that run`}
        />
      )}
      {inputBytes != null && (
        <p className="text-sm">
          Largest input: <span className="figures">{groupDigits(String(inputBytes))}</span> bytes
        </p>
      )}
    </div>
  );
}

function Gauge({
  label,
  used,
  of: most,
  words,
  note,
}: {
  readonly label: string;
  readonly used: number | string;
  readonly of: number | string;
  readonly words: (text: string) => string;
  readonly note?: string;
}) {
  return (
    <div>
      <div className="mb-1 flex justify-between gap-3 text-sm">
        <span>{label}</span>
        <span className="figures">
          {words(String(used))} of {words(String(most))}
        </span>
      </div>
      <meter
        className="h-2 w-full"
        aria-label={label}
        min={0}
        max={Number(most)}
        value={Number(used)}
      />
      {note !== undefined && <p className="text-sm text-faint">{note}</p>}
    </div>
  );
}

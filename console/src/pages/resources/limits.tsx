import { useState } from 'react';
import { api, type Schema } from '../../api/index.ts';
import {
  Button,
  Card,
  classes,
  Empty,
  groupDigits,
  roundUsd,
  StateView,
} from '../../design/index.ts';
import { LimitsDialog } from './limits-dialog.tsx';

type Set = Schema<'LimitsDto'>;

/** What holds calls back, how much of it is used up now, and a way to change it. */
export function Limits({ id, limits }: { readonly id: string; readonly limits: Set }) {
  const standing = api.useQuery('get', '/api/v1/resources/{id}/standing', {
    params: { path: { id } },
  });
  const [isChanging, setChanging] = useState(false);
  const isUnlimited = Object.values(limits).every((limit) => limit === null || limit === undefined);
  return (
    <Card
      title="Limits"
      about="What holds calls back, and how it stands now"
      aside={
        <Button
          small
          aria-label={isUnlimited ? 'Set limits' : 'Change limits'}
          onClick={() => setChanging(true)}
        >
          {isUnlimited ? 'Set' : 'Change'}
        </Button>
      }
    >
      {isUnlimited ? (
        <Empty title="No limits are set">
          A limit of spending per day protects the key that runs are paid with.
        </Empty>
      ) : (
        <StateView of={standing}>{(now) => <Standing limits={limits} now={now} />}</StateView>
      )}
      <LimitsDialog id={id} limits={limits} open={isChanging} onClose={() => setChanging(false)} />
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
          label="Spent today, UTC"
          used={now.spentUsd}
          of={dailySpendUsd}
          words={roundUsd}
          note={`${roundUsd(now.reservedUsd)} more is reserved for calls that run`}
        />
      )}
      {inputBytes != null && (
        <p className="text-sm">
          Largest input: <span className="figures">{groupDigits(String(inputBytes))}</span> bytes
        </p>
      )}
      <Unlimited limits={limits} />
    </div>
  );
}

const NAMES = {
  concurrentCalls: 'calls at once',
  callsPerMinute: 'calls in a minute',
  dailySpendUsd: 'spending',
  inputBytes: 'the size of an input',
} as const satisfies Record<keyof Set, string>;

function Unlimited({ limits }: { readonly limits: Set }) {
  const free = (Object.keys(NAMES) as (keyof Set)[]).filter((name) => limits[name] == null);
  if (free.length === 0) return null;
  return (
    <p className="text-sm text-faint">Not limited: {free.map((name) => NAMES[name]).join(', ')}.</p>
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
  const part = Math.min(100, (Number(used) / Number(most)) * 100 || 0);
  return (
    <div>
      <div className="mb-1 flex justify-between gap-3 text-sm">
        <span>{label}</span>
        <span className="figures">
          {words(String(used))} of {words(String(most))}
        </span>
      </div>
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Number(most)}
        aria-valuenow={Math.min(Number(used), Number(most))}
        aria-valuetext={`${words(String(used))} of ${words(String(most))}`}
        className="h-2 overflow-hidden rounded-full bg-sunk"
      >
        <div
          className={classes('h-full', part >= 80 ? 'bg-warn' : 'bg-chart-1')}
          style={{ width: `${part}%` }}
        />
      </div>
      {note !== undefined && <p className="text-sm text-faint">{note}</p>}
    </div>
  );
}

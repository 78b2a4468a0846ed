import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, client } from '../../api/index.ts';
import { Badge, Button, classes, Note, OutIcon } from '../../design/index.ts';
import { ConnectDialog } from './connect-dialog.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { Standing } from './standing.tsx';
import { type Integration, isKnown, RESULTS, STATUSES } from './words.ts';
import { WorkspacesDialog } from './workspaces-dialog.tsx';

type Asking = 'connect' | 'disconnect' | 'workspaces';

/** One service: what it is for, how it stands, and what can be done about it. */
export function ServiceRow({ service }: { readonly service: Integration }) {
  const [asking, setAsking] = useState<Asking>();
  const test = useTest(service.provider);
  const { connection, name } = service;
  const [word, tone] = STATUSES[connection.status];
  const close = () => setAsking(undefined);
  return (
    <li className="flex flex-col gap-3 py-4 sm:flex-row sm:items-start">
      <Initial name={name} isOn={connection.status === 'connected'} />
      <div className="min-w-0 flex-1">
        <h3 className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {connection.status !== 'disconnected' && <Badge tone={tone}>{word}</Badge>}
          {service.required && connection.status === 'disconnected' && (
            <Badge tone="accent">Needed</Badge>
          )}
        </h3>
        <p className="text-sm text-faint">
          {service.description}{' '}
          {service.docsUrl !== null && (
            <a
              href={service.docsUrl}
              target="_blank"
              rel="noreferrer"
              className="link inline-flex items-center gap-1"
            >
              Documentation <OutIcon />
              <span className="sr-only">of {name}</span>
            </a>
          )}
        </p>
        {!canConnect(service) && (
          <p className="mt-1 text-sm text-faint">
            The operator of this server has not set it up yet.
          </p>
        )}
        <Standing service={service} />
        {test.data && (
          <div className="mt-2" role="status">
            <Note tone={RESULTS[test.data.result][1]}>
              {RESULTS[test.data.result][0]}
              {test.data.reason === null ? '' : `: ${test.data.reason}`}
            </Note>
          </div>
        )}
        {test.error && (
          <div className="mt-2">
            <Note tone="bad">{ApiProblem.from(test.error).message}</Note>
          </div>
        )}
      </div>
      <Actions service={service} test={test} ask={setAsking} />
      <ConnectDialog service={service} open={asking === 'connect'} onClose={close} />
      <DisconnectDialog service={service} open={asking === 'disconnect'} onClose={close} />
      <WorkspacesDialog open={asking === 'workspaces'} onClose={close} />
    </li>
  );
}

/** What sales cannot do without, or what has stopped: the next thing to do. */
function isMissing({ connection: { status }, required }: Integration): boolean {
  return status === 'disconnected' ? required : status !== 'connected';
}

/** Whether the operator has set up a way to. */
function canConnect({ ways }: Integration): boolean {
  return ways.some(({ available }) => available);
}

function Actions({
  service,
  test,
  ask,
}: {
  readonly service: Integration;
  readonly test: ReturnType<typeof useTest>;
  readonly ask: (what: Asking) => void;
}) {
  const { connection, name, provider } = service;
  return (
    <div className="flex flex-wrap gap-2 sm:justify-end">
      {provider === 'anthropic' && connection.status === 'connected' && (
        <Button small variant="quiet" onClick={() => ask('workspaces')}>
          Workspaces
        </Button>
      )}
      {isKnown(connection) && (
        <>
          <Button
            small
            variant="quiet"
            busy={test.isPending}
            onClick={() => test.mutate()}
            aria-label={`Check ${name}`}
          >
            Check
          </Button>
          <Button
            small
            variant="quiet"
            onClick={() => ask('disconnect')}
            aria-label={`Disconnect ${name}`}
          >
            Disconnect
          </Button>
        </>
      )}
      {canConnect(service) && (
        <Button
          small
          variant={isMissing(service) ? 'primary' : 'secondary'}
          onClick={() => ask('connect')}
          aria-label={`${isKnown(connection) ? 'Reconnect' : 'Connect'} ${name}`}
        >
          {isKnown(connection) ? 'Reconnect' : 'Connect'}
        </Button>
      )}
    </div>
  );
}

function useTest(provider: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const params = { path: { provider } };
      const { data } = await client.POST('/api/v1/integrations/{provider}/test', { params });
      return data;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['get', '/api/v1/integrations'] }),
  });
}

/** Services have no pictures of ours to show. */
function Initial({ name, isOn }: { readonly name: string; readonly isOn: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={classes(
        'hidden size-10 shrink-0 items-center justify-center rounded-control font-semibold sm:flex',
        isOn ? 'bg-accent-soft text-accent' : 'bg-sunk text-faint',
      )}
    >
      {name.slice(0, 1)}
    </span>
  );
}

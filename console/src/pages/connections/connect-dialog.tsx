import { useState } from 'react';
import { Button, Dialog, Note } from '../../design/index.ts';
import { ConnectForm } from './connect-form.tsx';
import { type Integration, isKnown, type Way } from './words.ts';

const WAYS: Readonly<Record<Way['authType'], string>> = {
  api_key: 'With a key',
  oauth: 'By permission',
  declared: 'By your word',
};

/** Connects a service, or connects it again in place, in one of its ways. */
export function ConnectDialog({
  service,
  open,
  onClose,
}: {
  readonly service: Integration;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const { name, ways, connection } = service;
  const possible = ways.filter(({ available }) => available);
  const [chosen, setChosen] = useState<Way['authType']>();
  const way = possible.find(({ authType }) => authType === chosen) ?? possible[0];
  const isAgain = isKnown(connection);
  return (
    <Dialog open={open} onClose={onClose} title={`${isAgain ? 'Reconnect' : 'Connect'} ${name}`}>
      {isAgain && (
        <p className="mb-3 text-sm text-faint">
          What is connected stays until the new one is accepted.
        </p>
      )}
      {possible.length > 1 && (
        <div role="group" aria-label="How" className="mb-4 flex flex-wrap gap-2">
          {possible.map(({ authType }) => (
            <Button
              key={authType}
              small
              aria-pressed={authType === way?.authType}
              variant={authType === way?.authType ? 'primary' : 'secondary'}
              onClick={() => setChosen(authType)}
            >
              {WAYS[authType]}
            </Button>
          ))}
        </div>
      )}
      {way === undefined ? (
        <Note tone="warn">The operator of this server has not set {name} up yet.</Note>
      ) : (
        <ConnectForm key={way.authType} service={service} way={way} onDone={onClose} />
      )}
    </Dialog>
  );
}

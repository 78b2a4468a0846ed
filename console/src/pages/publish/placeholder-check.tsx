import { useFormContext, useWatch } from 'react-hook-form';
import { Badge, Button, CheckIcon, PlusIcon, WarningIcon } from '../../design/index.ts';
import type { Inputs } from './configuration.ts';
import { placeholdersOf, promptProblem } from './placeholders.ts';

/** What the placeholders of a prompt come to, while it is written. */
export function PlaceholderCheck({ onAdd }: { readonly onAdd: (name: string) => void }) {
  const { control, getFieldState, formState } = useFormContext<Inputs>();
  const config = useWatch({ control, name: 'config' });
  const found = placeholdersOf(config);
  const problem = promptProblem(config, 'config.systemPrompt');
  const isTold = getFieldState('config.systemPrompt', formState).error !== undefined;
  return (
    <div className="flex flex-col gap-2 empty:hidden">
      {found.length > 0 && (
        <ul aria-label="Placeholders" className="flex flex-wrap items-center gap-2">
          {found.map(({ name, isKnown }) => (
            <li key={name}>
              {isKnown ? (
                <Badge tone="good">
                  <CheckIcon />
                  <code className="font-mono">{`{{${name}}}`}</code>
                </Badge>
              ) : (
                <Button small onClick={() => onAdd(name)}>
                  <PlusIcon /> Add parameter <code className="font-mono">{name}</code>
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {problem !== undefined && !isTold && (
        <p role="status" className="flex items-start gap-1.5 text-sm text-warn">
          <span className="mt-0.5">
            <WarningIcon />
          </span>
          {problem}
        </p>
      )}
    </div>
  );
}

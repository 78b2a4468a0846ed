import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ApiProblem, client, type Schema } from '../../api/index.ts';
import { Button, Checkbox, Dialog, Note, StateView } from '../../design/index.ts';

const PATH = '/api/v1/integrations/anthropic/workspaces';

/** Chooses which workspaces of an organization the figures are of. */
export function WorkspacesDialog({
  open,
  onClose,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const workspaces = api.useQuery('get', PATH, {}, { enabled: open });
  return (
    <Dialog open={open} onClose={onClose} title="Workspaces of your organization">
      <StateView of={workspaces} height="h-40">
        {({ items }) => <Choice items={items} onDone={onClose} />}
      </StateView>
    </Dialog>
  );
}

function Choice({
  items,
  onDone,
}: {
  readonly items: readonly Schema<'WorkspaceDto'>[];
  readonly onDone: () => void;
}) {
  const isAll = items.every(({ chosen }) => chosen);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(isAll ? [] : items.filter((each) => each.chosen).map(({ id }) => id)),
  );
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => client.POST(PATH, { body: { workspaceIds: [...chosen] } }),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries();
    },
  });
  const toggle = (id: string, isOn: boolean) =>
    setChosen(new Set(isOn ? [...chosen, id] : [...chosen].filter((each) => each !== id)));
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <p className="text-sm text-faint">
        Figures are of the workspaces that you choose. Choose none for all, also those to come.
      </p>
      <fieldset className="flex max-h-80 flex-col gap-2 overflow-y-auto">
        <legend className="sr-only">Workspaces</legend>
        {items.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            checked={chosen.has(id)}
            onChange={({ target }) => toggle(id, target.checked)}
          />
        ))}
      </fieldset>
      {save.error && <Note tone="bad">{ApiProblem.from(save.error).message}</Note>}
      <Button type="submit" variant="primary" busy={save.isPending} className="self-end">
        {chosen.size === 0 ? 'Look at all' : `Look at ${chosen.size} of ${items.length}`}
      </Button>
    </form>
  );
}

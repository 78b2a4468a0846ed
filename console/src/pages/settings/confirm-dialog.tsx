import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiProblem } from '../../api/index.ts';
import { Button, Dialog, Note } from '../../design/index.ts';

/** Asks before something that cannot be undone; then everything is asked for anew. */
export function ConfirmDialog({
  title,
  verb,
  children,
  open,
  onClose,
  act,
}: {
  readonly title: string;
  /** What the button says: `Revoke`. */
  readonly verb: string;
  readonly children: ReactNode;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly act: () => Promise<unknown>;
}) {
  const queries = useQueryClient();
  const work = useMutation({
    mutationFn: act,
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries();
    },
  });
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" busy={work.isPending} onClick={() => work.mutate()}>
            {verb}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {children}
        {work.error && <Note tone="bad">{ApiProblem.from(work.error).message}</Note>}
      </div>
    </Dialog>
  );
}

import { useBlocker } from '@tanstack/react-router';
import { Button, Dialog } from '../../design/index.ts';

/** Asks before what was typed and not saved is lost: by a link, by going back, or by closing the page. */
export function LeaveGuard({ isUnsaved }: { readonly isUnsaved: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isUnsaved,
    enableBeforeUnload: isUnsaved,
    withResolver: true,
  });
  return (
    <Dialog
      open={status === 'blocked'}
      onClose={() => reset?.()}
      title="Leave without saving?"
      actions={
        <>
          <Button variant="danger" onClick={() => proceed?.()}>
            Leave
          </Button>
          <Button variant="primary" onClick={() => reset?.()}>
            Stay here
          </Button>
        </>
      }
    >
      <p>What you changed in this step is not saved yet.</p>
    </Dialog>
  );
}

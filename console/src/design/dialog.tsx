import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './button.tsx';
import { CloseIcon } from './icons.tsx';

/** Asks, or shows, something before the page goes on. Escape closes it, and the focus goes back. */
export function Dialog({
  open,
  onClose,
  title,
  children,
  actions,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  /** Buttons, the one that does it last. */
  readonly actions?: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (open && dialog?.open === false) dialog.showModal();
    if (!open) dialog?.close();
  }, [open]);
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      onClose={onClose}
      className="w-[min(32rem,calc(100vw-2rem))] rounded-card border border-line bg-card p-5 text-ink shadow-float"
    >
      {open && (
        <>
          <header className="mb-3 flex items-start justify-between gap-4">
            <h2 id={id} className="text-lg font-semibold">
              {title}
            </h2>
            <Button variant="quiet" small onClick={onClose} aria-label="Close">
              <CloseIcon />
            </Button>
          </header>
          {children}
          {actions !== undefined && (
            <footer className="mt-5 flex flex-wrap justify-end gap-2">{actions}</footer>
          )}
        </>
      )}
    </dialog>
  );
}

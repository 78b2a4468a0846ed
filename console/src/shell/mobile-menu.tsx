import { useRef } from 'react';
import { Button, CloseIcon, MenuIcon } from '../design/index.ts';
import { AccountCorner } from './account-corner.tsx';
import { Navigation } from './navigation.tsx';
import { Home } from './home.tsx';

/** The navigation of narrow screens: a bar, and a drawer behind its button. */
export function MobileMenu() {
  const drawer = useRef<HTMLDialogElement>(null);
  const close = () => drawer.current?.close();
  return (
    <header className="sticky top-0 z-10 flex items-center justify-between border-b border-line bg-card px-1 py-2 lg:hidden">
      <Home />
      <Button variant="quiet" aria-label="Menu" onClick={() => drawer.current?.showModal()}>
        <MenuIcon />
      </Button>
      <dialog
        ref={drawer}
        aria-label="Menu"
        className="m-0 ml-auto h-dvh max-h-none w-72 max-w-[85vw] bg-card p-4 text-ink shadow-float open:flex open:flex-col open:gap-6"
      >
        <Button variant="quiet" aria-label="Close" className="self-end" onClick={close}>
          <CloseIcon />
        </Button>
        <Navigation onGo={close} />
        <AccountCorner />
      </dialog>
    </header>
  );
}

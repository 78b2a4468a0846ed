import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Button, Note } from '../../design/index.ts';
import { useEnter } from '../../shell/me.ts';
import { ApiKeyForm } from './api-key-form.tsx';
import { Entrance } from './entrance.tsx';
import { SignInFailed } from './sign-in-failed.tsx';
import { signInWith } from './sign-in.ts';
import { useWallets, type Wallet } from '../../wallet/wallets.ts';

/** Signs a person in, at whatever address they opened; the page that they wanted comes after it. */
export function SignInPage() {
  const enter = useEnter();
  const wallets = useWallets();
  useEffect(() => {
    document.title = 'Sign in · Coinslot';
  }, []);
  const signIn = useMutation({
    mutationFn: ({ provider }: Wallet) => signInWith(provider),
    onSuccess: enter,
  });
  return (
    <Entrance title="Sign in">
      <p className="mt-1 text-faint">
        Your wallet signs a message. That costs nothing and moves no money.
      </p>
      <div className="mt-6 flex flex-col gap-2">
        {wallets.map((wallet) => (
          <Button
            key={wallet.info.uuid}
            variant="primary"
            className="w-full"
            busy={signIn.isPending && signIn.variables === wallet}
            disabled={signIn.isPending}
            onClick={() => signIn.mutate(wallet)}
          >
            Sign in with {wallet.info.name}
          </Button>
        ))}
        {wallets.length === 0 && (
          <Note>
            This browser has no wallet that announces itself. Install one, such as MetaMask or
            Rabby, and load this page again; or use an API key.
          </Note>
        )}
        {signIn.error && <SignInFailed error={signIn.error} />}
      </div>
      <ApiKeyForm onDone={() => void enter()} />
    </Entrance>
  );
}

import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Button, ButtonLink, Note } from '../../design/index.ts';
import { useEnter } from '../../shell/me.ts';
import { Entrance } from './entrance.tsx';
import { signInWithParts, type SignedParts } from './sign-in.ts';

/**
 * Where the link leads that a sandbox prints. What its wallet signed stands after the `#`, which browsers send nobody;
 * its nonce is good once. Who opens it says whether they want to be that account, since anybody can make such a link
 * for theirs.
 */
export function EnterPage() {
  const [parts] = useState(readParts);
  const begin = useEnter();
  const navigate = useNavigate();
  useEffect(() => {
    document.title = 'Enter the sandbox · Coinslot';
    // Not to be left in the history.
    history.replaceState(history.state, '', location.pathname);
  }, []);
  const enter = useMutation({
    mutationFn: signInWithParts,
    onSuccess: async () => {
      await begin();
      await navigate({ to: '/' });
    },
  });
  if (parts === undefined || enter.error) return <Spent />;
  return (
    <Entrance title="Enter the sandbox">
      <p className="mt-1 text-faint">
        You become the seller of this sandbox,{' '}
        <code className="font-mono break-all">{parts.address}</code>.
      </p>
      <Button
        variant="primary"
        className="mt-6 w-full"
        busy={enter.isPending}
        onClick={() => enter.mutate(parts)}
      >
        Enter
      </Button>
    </Entrance>
  );
}

function Spent() {
  return (
    <Entrance title="This link does not work any more">
      <div className="mt-4 flex flex-col gap-4">
        <Note tone="warn">
          It works once, within ten minutes of the start of the server. Start the server again for
          another one, or sign in with the API key that it printed.
        </Note>
        <ButtonLink to="/" variant="primary">
          Sign in
        </ButtonLink>
      </div>
    </Entrance>
  );
}

function readParts(): SignedParts | undefined {
  const given = new URLSearchParams(location.hash.slice(1));
  const [address, nonce, issuedAt, signature] = ['address', 'nonce', 'at', 'signature'].map(
    (name) => given.get(name),
  );
  if (!address || !nonce || !issuedAt || !signature) return undefined;
  return { address, nonce, issuedAt, signature };
}

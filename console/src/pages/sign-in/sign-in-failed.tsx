import { ApiProblem } from '../../api/index.ts';
import { Note } from '../../design/index.ts';
import { isRejection } from '../../wallet/wallets.ts';

/** Why somebody is not signed in: they said no themselves, the server did, or the wallet failed. */
export function SignInFailed({ error }: { readonly error: unknown }) {
  return <Note tone={isRejection(error) ? 'warn' : 'bad'}>{reason(error)}</Note>;
}

function reason(error: unknown): string {
  if (isRejection(error)) return 'You closed the question of your wallet. Try again when you like.';
  if (error instanceof ApiProblem) return error.message;
  return `The wallet could not sign: ${error instanceof Error ? error.message : 'it says no more'}`;
}

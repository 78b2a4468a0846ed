import { useNetworkName } from './networks.ts';

/** What people call a network. */
export function NetworkName({ id }: { readonly id: string }) {
  return <>{useNetworkName()(id)}</>;
}

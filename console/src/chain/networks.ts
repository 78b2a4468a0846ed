import { api, type Schema } from '../api/index.ts';

type Network = Schema<'NetworkDto'>;

/** The networks that buyers can pay on here. */
export function useNetworks() {
  return api.useQuery('get', '/api/v1/networks', {}, { staleTime: Infinity });
}

/** Of a network by its CAIP-2 id; undefined of one that is not paid on here any more. */
export function useFindNetwork(): (id: string) => Network | undefined {
  const networks = useNetworks().data?.items;
  return (id) => networks?.find((network) => network.id === id);
}

/** What people call networks: `Base`. One that is not paid on here any more keeps its CAIP-2 id. */
export function useNetworkName(): (id: string) => string {
  const find = useFindNetwork();
  return (id) => find(id)?.name ?? id;
}

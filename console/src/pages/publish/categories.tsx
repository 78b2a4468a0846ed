import { api } from '../../api/index.ts';

/** The categories of the catalogue, which stay as they are. */
export function useCategories() {
  return api.useQuery('get', '/api/v1/resources/categories', {}, { staleTime: Infinity });
}

/** What people call a category; its id until that is known. */
export function CategoryName({ id }: { readonly id: string }) {
  return <>{useCategories().data?.find((category) => category.id === id)?.name ?? id}</>;
}

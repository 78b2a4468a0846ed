import type { ProviderDefinition } from '../providers/connection-provider.js';

/** What of the metadata is the user's own word or choice: checks leave it as it is. */
export function kept(
  { auth, metadata: { chosen = [] } }: Pick<ProviderDefinition, 'auth' | 'metadata'>,
  metadata: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const filledIn = auth.flatMap(({ fields }) =>
    fields.flatMap((field) => (field.type === 'secret' ? [] : field.key)),
  );
  const own = new Set([...filledIn, ...chosen]);
  return Object.fromEntries(Object.entries(metadata).filter(([member]) => own.has(member)));
}

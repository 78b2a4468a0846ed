import type { ResourceType } from '../../resources/index.js';
import type { Executor } from './executor.js';

type Type = Pick<ResourceType, 'id' | 'isSoldElsewhere'>;

/** Where types and executors are no pairs, each mistake in a line for whoever starts the server. */
export function mispairings(types: readonly Type[], executors: readonly Executor[]): string[] {
  const known = new Set(types.map(({ id }) => id));
  return [
    ...types.flatMap((type) =>
      mistakeOf(
        type,
        executors.filter((executor) => executor.type === type.id),
      ),
    ),
    ...executors
      .filter(({ type }) => !known.has(type))
      .map(
        ({ type, constructor }) =>
          `executor ${constructor.name}: there is no resource type ${type}, provide it with @ProvidesResourceType()`,
      ),
  ];
}

function mistakeOf({ id, isSoldElsewhere }: Type, executors: readonly Executor[]): string[] {
  const [executor, ...others] = executors;
  if (executor === undefined) {
    return [`resource type ${id}: nothing runs it, provide an executor with @ProvidesExecutor()`];
  }
  if (others.length > 0) {
    const names = executors
      .map(({ constructor }) => constructor.name)
      .sort()
      .join(' and ');
    return [`resource type ${id}: run by ${names}, keep one`];
  }
  if ((executor.soldAt !== undefined) === (isSoldElsewhere === true)) return [];
  return [
    `resource type ${id}: its executor has soldAt where the type isSoldElsewhere, and else not`,
  ];
}

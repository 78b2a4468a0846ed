import type { ResourceType } from '../../resources/index.js';
import type { Executor } from './executor.js';

/** Where types and executors are no pairs, each mistake in a line for whoever starts the server. */
export function mispairings(
  types: readonly ResourceType[],
  executors: readonly Executor[],
): string[] {
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
        (executor) =>
          `executor ${nameOf(executor)}: there is no resource type ${executor.type}, provide it with @ProvidesResourceType()`,
      ),
  ];
}

function mistakeOf(type: ResourceType, executors: readonly Executor[]): string[] {
  const where = `resource type ${type.id} of ${nameOf(type)}`;
  const [executor, ...others] = executors;
  if (executor === undefined) {
    return [`${where}: nothing runs it, provide an executor with @ProvidesExecutor()`];
  }
  if (others.length > 0) {
    return [`${where}: run by ${executors.map(nameOf).sort().join(' and ')}, keep one`];
  }
  if ((executor.soldAt !== undefined) === (type.isSoldElsewhere === true)) return [];
  return [
    `${where}: its executor ${nameOf(executor)} has soldAt where the type isSoldElsewhere, and else not`,
  ];
}

function nameOf({ constructor }: object): string {
  return constructor.name;
}

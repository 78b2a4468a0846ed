import type { Executor } from './executor.js';

/** Where types and executors are no pairs, each mistake in a line for whoever starts the server. */
export function mispairings(types: readonly string[], executors: readonly Executor[]): string[] {
  const runs = (type: string) => executors.filter((executor) => executor.type === type);
  const withoutType = executors.filter(({ type }) => !types.includes(type));
  const repeated = new Set(
    executors.map(({ type }) => type).filter((type) => runs(type).length > 1),
  );
  return [
    ...types
      .filter((type) => runs(type).length === 0)
      .map(
        (type) =>
          `resource type ${type}: no executor runs it, provide one with @ProvidesExecutor()`,
      ),
    ...withoutType.map(
      ({ type, constructor }) =>
        `executor ${constructor.name}: there is no resource type ${type}, provide it with @ProvidesResourceType()`,
    ),
    ...[...repeated].map(
      (type) => `resource type ${type}: ${namesOf(runs(type))} run it, keep one`,
    ),
  ];
}

function namesOf(executors: readonly Executor[]): string {
  return executors.map(({ constructor }) => constructor.name).join(' and ');
}

export { api, client } from './client.ts';
export { byCursor, lists } from './lists.ts';
export { ApiProblem, type FieldProblem } from './problem.ts';
export { queryClient } from './query-client.ts';
export { sessionBegan, sessionEnd } from './session.ts';
export type { Paths, Schema } from './types.ts';

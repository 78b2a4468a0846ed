export * from './problem.js';
export * from './problems.js';

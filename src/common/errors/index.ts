export * from './problem.js';
export * from './problems.js';
export * from './unforeseen.js';

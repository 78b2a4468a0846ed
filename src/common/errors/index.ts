export * from './problem.js';
export * from './general-problems.js';
export * from './unforeseen.js';

export { errorClass } from './error-class.js';
export * from './problem.js';
export { problemPage, type ProblemsByArea } from './problem-page.js';
export * from './problem-types.js';
export * from './general-problems.js';
export * from './unforeseen.js';

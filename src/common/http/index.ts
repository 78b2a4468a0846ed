export { ApiProblems } from './api-problems.decorator.js';
export { HttpModule } from './http.module.js';
export { fieldErrors } from './input.pipe.js';
export { PageQuery } from './page.dto.js';
export { rewriteUrl } from './rewrites.js';

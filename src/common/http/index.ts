export { ApiProblems } from './api-problems.decorator.js';
export { assertReadableBody, registerBodyParsers, takeBody } from './body.js';
export { HttpModule } from './http.module.js';
export { createInputPipe, fieldErrors } from './input.pipe.js';
export { isNavigation, NAVIGATION_VARY } from './navigation.js';
export { PageQuery } from './page.dto.js';
export { ProblemDto } from './problem.dto.js';
export { rewriteUrl } from './rewrites.js';
export { UuidParam } from './uuid-param.decorator.js';

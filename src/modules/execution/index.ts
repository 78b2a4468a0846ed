export { ExecutionModule } from './execution.module.js';

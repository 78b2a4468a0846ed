export { STORAGE_HEADER } from './storage/storage-view.js';
export { ExecutionModule } from './execution.module.js';

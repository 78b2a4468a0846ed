export { ApiDocument } from './documents/api-document.service.js';
export { onlyCalledMethods } from './documents/called-methods.js';
export { withGeneralAnswers } from './documents/general-answers.js';
export { DiscoveryModule } from './discovery.module.js';
export { INDEX_FILES } from './indexes/index-files.js';

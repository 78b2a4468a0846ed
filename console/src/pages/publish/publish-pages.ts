// One chunk: whoever takes the first step needs the others too.
export { NewPage } from './new-page.tsx';
export { StepPage } from './step-page.tsx';
export { TypePage } from './type-page.tsx';

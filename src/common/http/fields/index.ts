export { FIELD, Field, type FieldOptions, REQUIRED } from './field.decorator.js';
export {
  AnyNumber,
  AnyObject,
  Flag,
  ListOf,
  Moment,
  Nested,
  NestedList,
  OneOf,
  Text,
  Uuid,
  WholeNumber,
} from './fields.decorator.js';
export { PathParam, UuidParam } from './path-param.decorator.js';
export type { Shape } from './shape.js';
export { anyObject, oneOf, wholeNumber } from './shapes.js';
export { text, type TextRule, uuid } from './text-shape.js';

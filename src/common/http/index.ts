export { type AcceptedRange, acceptedRanges } from './accept.js';
export { ApiProblems } from './api-problems.decorator.js';
export { answerOptions, requireHost } from './edge.js';
export {
  assertReadableBody,
  BODY_LIMIT_BYTES,
  registerBodyParsers,
  takeBody,
  TakesRawBody,
} from './body.js';
export { answerEarly } from './early-answer.js';
export {
  AnyNumber,
  AnyObject,
  anyObject,
  FIELD,
  Field,
  type FieldOptions,
  Flag,
  ListOf,
  Moment,
  Nested,
  NestedList,
  OneOf,
  oneOf,
  PathParam,
  REQUIRED,
  type Shape,
  Text,
  text,
  type TextRule,
  Uuid,
  uuid,
  UuidParam,
  WholeNumber,
  wholeNumber,
} from './fields/index.js';
export { HttpModule } from './http.module.js';
export { fieldErrors, NOT_AN_OBJECT, UNKNOWN_FIELD } from './input.pipe.js';
export { isNavigation } from './navigation.js';
export { announceDeprecations, type Deprecation } from './deprecation.js';
export { Operation, type OperationNotes } from './operation.decorator.js';
export { RouteFacts } from './route-facts.decorator.js';
export {
  isMarkedOpen,
  isOpenToEveryOrigin,
  OpenToEveryOrigin,
} from './open-to-every-origin.decorator.js';
export { PageQuery } from './page.dto.js';
export { CURSOR_MESSAGE, readCursor, readNumberedCursor, refuseCursor } from './page-cursor.js';
export { FieldErrorDto, ProblemDto } from './problem.dto.js';
export { problemResponses } from './problem-responses.js';
export { boundQueries } from './query.js';
export { rewriteUrl } from './rewrites.js';
export { rememberRoutes } from './routes.js';
export { answerOddRequests, answerUnparsed } from './unparsed.js';
export { answerUnroutable } from './unroutable.js';
export { carriesPayment, PAYMENT_HEADER, PAYMENT_HEADER_V1, PRICED } from './unread-payment.js';
export { logFailure } from './log-failure.js';

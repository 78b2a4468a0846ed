/** What other teams build on, and all of it: these names stay, and mean what their docstrings say (docs/extending.md). */

// The server, and what a team adds to it.
export { createApp } from './app.js';
export { type Extension } from './extension.js';
export { migrate, type MigrateOptions, undoMigration, type UndoOptions } from './migrating.js';
export { type RunningServer, start, type StartOptions } from './start.js';

// Settings of one's own.
export {
  type Config,
  ConfigError,
  ConfigModule,
  type Environment,
  fromOwnSettings,
  httpUrl,
  origin,
  parseConfig,
  readEnvironment,
  secret,
  serverConfig,
  setting,
  usdc,
  wholeNumber,
  word,
} from './common/config/index.js';

// Routes that cost money.
export type { FastifyRequest } from 'fastify';
export {
  type Addendum,
  type EndedCall,
  type IndexReport,
  type LiveBytes,
  type LiveEvent,
  type Offer,
  Paid,
  type PaidCall,
  type PaidRoute,
  type Payee,
  type Quote,
  rawBody,
  type RawAnswer,
  type RawHead,
  type Receipt,
  RequiresPayment,
  type Usage,
  type UsageOutput,
  type UsageSchema,
} from './modules/payments/index.js';

// Routes for accounts and for the operator.
export {
  AdminModule,
  AdminOnly,
  type AuthenticatedUser,
  CurrentUser,
  Public,
  RequireScope,
  type Scope,
} from './modules/accounts/index.js';
export {
  AnyNumber,
  type Deprecation,
  type FieldOptions,
  Flag,
  ListOf,
  Nested,
  NestedList,
  OneOf,
  OpenToEveryOrigin,
  Operation,
  type OperationNotes,
  PageQuery,
  PathParam,
  ProblemDto,
  Text,
  type TextRule,
  Uuid,
  UuidParam,
  WholeNumber,
} from './common/http/index.js';
export {
  conflict,
  type FieldError,
  forbidden,
  internalError,
  invalidInput,
  invalidRequest,
  lasting,
  notFound,
  passing,
  Problem,
  type ProblemDetails,
  type ProblemType,
  serviceUnavailable,
  tooManyRequests,
  unauthenticated,
} from './common/errors/index.js';

// Types of resources, and what runs them.
export {
  type ModelUse,
  ProvidesResourceType,
  type PublicInput,
  type ResourceType,
} from './modules/resources/index.js';
export {
  type CallRequest,
  type Content,
  type ContentHead,
  type Executor,
  type ExecutorCall,
  type ExecutorEvent,
  ExecutorsModule,
  ModelCall,
  type ModelDemand,
  type ModelQuestion,
  type Ownership,
  ProvidesExecutor,
} from './modules/execution/index.js';
export { ResourceSecrets, ResourceSecretsModule } from './modules/integrations/index.js';

// Providers of models.
export {
  bearer,
  type ChatBody,
  costNanoUsd,
  judgeKey,
  type KeyCheck,
  type KeyVerdict,
  kindOfStatus,
  type KnownModel,
  type ListPrice,
  LlmError,
  type LlmErrorKind,
  type LlmEvent,
  type LlmImage,
  LlmKit,
  LlmKitModule,
  type LlmMessage,
  type LlmProvider,
  type LlmRequest,
  type LlmSettings,
  type LlmStopReason,
  type LlmUsage,
  nanoUsd,
  type OpenAiCompatibleApi,
  OpenAiCompatibleModels,
  type PricedModel,
  pricesInForce,
  ProvidesModels,
  streamAnswer,
  tokenCount,
  UNANSWERED,
  type UpstreamCall,
  type UpstreamFailure,
} from './modules/execution/index.js';

// Services that users connect.
export {
  type ApiKeyAuth,
  at,
  type ConfirmationField,
  type ConnectionProvider,
  type DeclaredAuth,
  type OAuth2Auth,
  type Paging,
  type Probe,
  type ProbeResult,
  type ProviderAnswer,
  type ProviderApi,
  type ProviderAuth,
  type ProviderDefinition,
  type ProviderField,
  type ProviderIdentity,
  type ProviderMetadata,
  type ProviderSession,
  ProviderUnreachable,
  ProvidesConnection,
  type SecretField,
  type TextField,
  textOrNull,
  type TokenRefresh,
  type VerdictRule,
} from './modules/integrations/index.js';

// Networks and wallets.
export { type NetworkFamily, openEvmChain, ProvidesNetworks } from './modules/payments/index.js';
export type {
  AssetTransfer,
  Authorization,
  Block,
  ChainQuery,
  ChainOutcome,
  MinedTransaction,
  NetworkFace,
  NetworkForms,
  PaymentMethod,
  PaymentNetwork,
  SchemePayload,
  SignatureStanding,
  Statement,
  Transferred,
  TransferSearch,
  TransfersFound,
} from './modules/payments/index.js';
export {
  KnowsWallets,
  type ProofClaim,
  type ProofTerms,
  type WalletFamily,
} from './modules/accounts/index.js';
export { caip2, type EvmAsset, type EvmChain } from './common/networks/index.js';

// Work that runs by itself.
export { type EventHandler, HandlesEvents, type StoredEvent } from './common/events/index.js';
export { type Job, Scheduled } from './common/jobs/index.js';
export {
  type EventType,
  type EventTypes,
  Outbox,
  type OutboxEvent,
} from './common/outbox/index.js';

// What everything is made with.
export { Clock, unixSeconds } from './common/clock/index.js';
export { Secret } from './common/crypto/index.js';
export {
  bigintColumn,
  countColumn,
  type Cursor,
  Database,
  decodeCursor,
  encodeCursor,
  type ExtensionService,
  isCheckViolation,
  isUniqueViolation,
} from './common/database/index.js';
export {
  Egress,
  EgressFailure,
  type EgressFailureKind,
  type EgressHeaders,
  type EgressRequest,
  type EgressResponse,
} from './common/egress/index.js';
export { formatNanoUsd, formatUsdc, parseUsdc, USDC_UNIT } from './common/money/index.js';
export { createLogger, LOGGER } from './common/observability/index.js';

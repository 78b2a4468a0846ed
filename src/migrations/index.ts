import { Foundation1764000000000 } from './1764000000000-foundation.js';
import { Accounts1764000001000 } from './1764000001000-accounts.js';
import { Connections1764000002000 } from './1764000002000-connections.js';
import { Resources1764000003000 } from './1764000003000-resources.js';
import { Payments1764000004000 } from './1764000004000-payments.js';
import { Execution1764000005000 } from './1764000005000-execution.js';
import { Delivery1764000006000 } from './1764000006000-delivery.js';
import { Attempts1764000006100 } from './1764000006100-attempts.js';
import { LedgerAccounts1764000007000 } from './1764000007000-ledger-accounts.js';
import { Refunds1764000007500 } from './1764000007500-refunds.js';
import { OwnerChanges1764000008000 } from './1764000008000-owner-changes.js';
import { Terms1764000008500 } from './1764000008500-terms.js';
import { SoldCalls1764000008600 } from './1764000008600-sold-calls.js';
import { RateLimits1764000009000 } from './1764000009000-rate-limits.js';
import { CatalogueWords1764000009100 } from './1764000009100-catalogue-words.js';
import { Catalogue1764000009105 } from './1764000009105-catalogue.js';
import { SuccessRates1764000009110 } from './1764000009110-success-rates.js';
import { Models1764000009200 } from './1764000009200-models.js';
import { StaticContent1764000009300 } from './1764000009300-static-content.js';
import { ResourceSecrets1764000009400 } from './1764000009400-resource-secrets.js';
import { Proxies1764000009500 } from './1764000009500-proxies.js';
import { Prompts1764000009600 } from './1764000009600-prompts.js';
import { OpenRouterInstant1764000009700 } from './1764000009700-openrouter-instant.js';
import { External1764000009800 } from './1764000009800-external.js';
import { Limits1764000009900 } from './1764000009900-limits.js';
import { StoredOutputs1764000010000 } from './1764000010000-stored-outputs.js';
import { ResultChunks1764000010100 } from './1764000010100-result-chunks.js';
import { ExtensionTypes1764000010200 } from './1764000010200-extension-types.js';
import { CountRequests1764000010300 } from './1764000010300-count-requests.js';
import { AskedAt1764000020000 } from './1764000020000-asked-at.js';
import { ChainProof1764000020100 } from './1764000020100-chain-proof.js';
import { Finality1764000020200 } from './1764000020200-finality.js';
import { PendingNotes1764000021000 } from './1764000021000-pending-notes.js';
import { TokenCounts1764000021100 } from './1764000021100-token-counts.js';
import { LostTests1764000021200 } from './1764000021200-lost-tests.js';
import { BroadcastTurns1764000024000 } from './1764000024000-broadcast-turns.js';
import { Payers1764000025000 } from './1764000025000-payers.js';
import { CredentialVersions1764000026000 } from './1764000026000-credential-versions.js';
import { WalletProofs1764000026100 } from './1764000026100-wallet-proofs.js';
import { Usernames1764000026200 } from './1764000026200-usernames.js';
import { ResourceSizes1764000026300 } from './1764000026300-resource-sizes.js';
import { RetryKeys1764000027000 } from './1764000027000-retry-keys.js';
import { UsernameLooks1764050000000 } from './1764050000000-username-looks.js';
import { Roles1764100000000 } from './1764100000000-roles.js';
import { AccountRights1764100001000 } from './1764100001000-account-rights.js';
import { ResourceRights1764100002000 } from './1764100002000-resource-rights.js';
import { PaymentRights1764100003000 } from './1764100003000-payment-rights.js';
import { ExecutionRights1764100004000 } from './1764100004000-execution-rights.js';
import { NoServiceSetting1764100005000 } from './1764100005000-no-service-setting.js';
import { TimeOrderedIds1764100006000 } from './1764100006000-time-ordered-ids.js';
import { TriggerFunctions1764100007000 } from './1764100007000-trigger-functions.js';
import { Events1764100008000 } from './1764100008000-events.js';
import { ProviderIds1764100008100 } from './1764100008100-provider-ids.js';
import { TalliesByType1764100008300 } from './1764100008300-tallies-by-type.js';
import { ConnectionMetadata1764100008400 } from './1764100008400-connection-metadata.js';
import { ExternalIdentities1764100008500 } from './1764100008500-external-identities.js';
import { AccountDeletion1764100008510 } from './1764100008510-account-deletion.js';
import { Webhooks1764100008600 } from './1764100008600-webhooks.js';
import { PublicInputs1764100008700 } from './1764100008700-public-inputs.js';
import { TokenRenewal1764100008800 } from './1764100008800-token-renewal.js';
import { OAuth1764100008900 } from './1764100008900-oauth.js';
import { ProviderWebhooks1764100009000 } from './1764100009000-provider-webhooks.js';
import { NoTemporaryTables1764100009100 } from './1764100009100-no-temporary-tables.js';
import { RotationOfEverythingSealed1764100009950 } from './1764100009950-rotation-of-everything-sealed.js';
import { EventsGoWhole1764100009960 } from './1764100009960-events-go-whole.js';
import { InsightsRole1764100010000 } from './1764100010000-insights-role.js';
import { OwnFigures1764100010100 } from './1764100010100-own-figures.js';
import { Demand1764100010200 } from './1764100010200-demand.js';
import { ProviderFigures1764100010300 } from './1764100010300-provider-figures.js';
import { SpendingLimitEvent1764100010400 } from './1764100010400-spending-limit-event.js';
import { Budgets1764100010410 } from './1764100010410-budgets.js';
import { Activity1764100010600 } from './1764100010600-activity.js';
import { FiguresOfANewCredential1764100010700 } from './1764100010700-figures-of-a-new-credential.js';
import { IndexReports1764200010310 } from './1764200010310-index-reports.js';
import { MonthsOfUsage1764200020000 } from './1764200020000-months-of-usage.js';
import { SlugOfTools1764200030100 } from './1764200030100-slug-of-tools.js';
import { ProviderTerms1764200030110 } from './1764200030110-provider-terms.js';
import { Metrics1764300000100 } from './1764300000100-metrics.js';
import { BookingFunctions1764300000200 } from './1764300000200-booking-functions.js';
import { DemandTotals1764300000300 } from './1764300000300-demand-totals.js';
import { ChangedOwners1764400000000 } from './1764400000000-changed-owners.js';
import { TimeOfChanges1764400000100 } from './1764400000100-time-of-changes.js';
import { ZonesOfBudgets1764500000000 } from './1764500000000-zones-of-budgets.js';
import { EventsNobodyWants1764600000000 } from './1764600000000-events-nobody-wants.js';
import { FewerIndexes1764600000100 } from './1764600000100-fewer-indexes.js';
import { EarningsByDays1764600000200 } from './1764600000200-earnings-by-days.js';
import { ChargesByUse1764600000400 } from './1764600000400-charges-by-use.js';
import { PermitsOnce1764600000410 } from './1764600000410-permits-once.js';
import { PricesByUse1764600000420 } from './1764600000420-prices-by-use.js';
import { SpendingOfPastDays1764600000500 } from './1764600000500-spending-of-past-days.js';

/** Every migration, oldest first. */
export const migrations = [
  Foundation1764000000000,
  Accounts1764000001000,
  Connections1764000002000,
  Resources1764000003000,
  Payments1764000004000,
  Execution1764000005000,
  Delivery1764000006000,
  Attempts1764000006100,
  LedgerAccounts1764000007000,
  Refunds1764000007500,
  OwnerChanges1764000008000,
  Terms1764000008500,
  SoldCalls1764000008600,
  RateLimits1764000009000,
  CatalogueWords1764000009100,
  Catalogue1764000009105,
  SuccessRates1764000009110,
  Models1764000009200,
  StaticContent1764000009300,
  ResourceSecrets1764000009400,
  Proxies1764000009500,
  Prompts1764000009600,
  OpenRouterInstant1764000009700,
  External1764000009800,
  Limits1764000009900,
  StoredOutputs1764000010000,
  ResultChunks1764000010100,
  ExtensionTypes1764000010200,
  CountRequests1764000010300,
  AskedAt1764000020000,
  ChainProof1764000020100,
  Finality1764000020200,
  PendingNotes1764000021000,
  TokenCounts1764000021100,
  LostTests1764000021200,
  BroadcastTurns1764000024000,
  Payers1764000025000,
  CredentialVersions1764000026000,
  WalletProofs1764000026100,
  Usernames1764000026200,
  ResourceSizes1764000026300,
  RetryKeys1764000027000,
  UsernameLooks1764050000000,
  Roles1764100000000,
  AccountRights1764100001000,
  ResourceRights1764100002000,
  PaymentRights1764100003000,
  ExecutionRights1764100004000,
  NoServiceSetting1764100005000,
  TimeOrderedIds1764100006000,
  TriggerFunctions1764100007000,
  Events1764100008000,
  ProviderIds1764100008100,
  TalliesByType1764100008300,
  ConnectionMetadata1764100008400,
  ExternalIdentities1764100008500,
  AccountDeletion1764100008510,
  Webhooks1764100008600,
  PublicInputs1764100008700,
  TokenRenewal1764100008800,
  OAuth1764100008900,
  ProviderWebhooks1764100009000,
  NoTemporaryTables1764100009100,
  RotationOfEverythingSealed1764100009950,
  EventsGoWhole1764100009960,
  InsightsRole1764100010000,
  OwnFigures1764100010100,
  Demand1764100010200,
  ProviderFigures1764100010300,
  SpendingLimitEvent1764100010400,
  Budgets1764100010410,
  Activity1764100010600,
  FiguresOfANewCredential1764100010700,
  IndexReports1764200010310,
  MonthsOfUsage1764200020000,
  SlugOfTools1764200030100,
  ProviderTerms1764200030110,
  Metrics1764300000100,
  BookingFunctions1764300000200,
  DemandTotals1764300000300,
  ChangedOwners1764400000000,
  TimeOfChanges1764400000100,
  ZonesOfBudgets1764500000000,
  EventsNobodyWants1764600000000,
  FewerIndexes1764600000100,
  EarningsByDays1764600000200,
  ChargesByUse1764600000400,
  PermitsOnce1764600000410,
  PricesByUse1764600000420,
  SpendingOfPastDays1764600000500,
] as const;

import {
  type DynamicModule,
  type InjectionToken,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogueController } from './catalogue/catalogue.controller.js';
import { CatalogueRepository } from './catalogue/catalogue.repository.js';
import { CatalogueDetails } from './catalogue/catalogue-details.service.js';
import { Catalogue } from './catalogue/catalogue.service.js';
import { FoldTalliesJob } from './catalogue/fold-tallies.job.js';
import { ForgetWordsJob } from './catalogue/forget-words.job.js';
import { PublicResource } from './catalogue/public-resource.entity.js';
import { CatalogueSearch } from './catalogue/search.repository.js';
import { EndpointAdminController } from './endpoints/endpoint-admin.controller.js';
import { EndpointOutcomes } from './endpoints/endpoint-outcomes.service.js';
import { EndpointChanges } from './endpoints/endpoint-changes.service.js';
import { EndpointCheck } from './endpoints/endpoint-check.service.js';
import { EndpointsRepository } from './endpoints/endpoints.repository.js';
import { Endpoints } from './endpoints/endpoints.service.js';
import { RecheckEndpointsJob } from './endpoints/recheck-endpoints.job.js';
import { Recheck } from './endpoints/recheck.service.js';
import { RefundsBackfill } from './endpoints/refunds-backfill.service.js';
import { VerifiedEndpoint } from './endpoints/verified-endpoint.entity.js';
import { ConfigModule } from '../../common/config/index.js';
import { catalogueConfig } from './catalogue/catalogue.config.js';
import { endpointsConfig } from './endpoints/endpoints.config.js';
import { listingsConfig } from './listings/listings.config.js';
import { BulkController } from './listings/bulk.controller.js';
import { BulkRegistration } from './listings/bulk-registration.service.js';
import { ListingCheck } from './listings/listing-check.service.js';
import { ListingsController } from './listings/listings.controller.js';
import { Listings } from './listings/listings.service.js';
import { OwnerViews } from './listings/owner-views.service.js';
import { PublishingController } from './listings/publishing.controller.js';
import { Publishing } from './listings/publishing.service.js';
import { RehearsalController } from './listings/rehearsal.controller.js';
import { Rehearsal } from './listings/rehearsal.service.js';
import { ResourceEntity } from './listings/resource.entity.js';
import { ResourceVersionEntity } from './listings/resource-version.entity.js';
import { ResourcesRepository } from './listings/resources.repository.js';
import { Slugs } from './listings/slugs.service.js';
import { Stock } from './listings/stock.service.js';
import { VersionsRepository } from './listings/versions.repository.js';
import { Warnings } from './listings/warnings.service.js';
import { MODEL_SUPPORT } from './model-support.js';
import { ModelsModule } from './models/models.module.js';
import { CountCallsJob } from './storefront/count-calls.job.js';
import { StorefrontRepository } from './storefront/storefront.repository.js';
import { Storefront } from './storefront/storefront.service.js';
import { TYPE_CHECKS, type TypeCheck } from './types/type-check.js';
import { TYPE_CHECK_CLASSES } from './types/type-checks.service.js';
import { VerificationController } from './verification/verification.controller.js';
import { Verification } from './verification/verification.service.js';

export interface ResourcesOptions {
  /** Modules that export `AccountDirectory` and the provider named by `modelSupport`. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Injection token of the application's `ModelSupport`. */
  readonly modelSupport: InjectionToken;
}

const typeChecks = [
  ...TYPE_CHECK_CLASSES,
  {
    provide: TYPE_CHECKS,
    useFactory: (...checks: TypeCheck[]) => checks,
    inject: [...TYPE_CHECK_CLASSES],
  },
];

const listings = [
  ResourcesRepository,
  VersionsRepository,
  ListingCheck,
  Slugs,
  Stock,
  Warnings,
  Listings,
  Publishing,
  Rehearsal,
  OwnerViews,
  BulkRegistration,
];

const endpoints = [
  EndpointsRepository,
  EndpointCheck,
  Endpoints,
  EndpointChanges,
  EndpointOutcomes,
  Recheck,
  RecheckEndpointsJob,
  RefundsBackfill,
];

/** The catalogue comes last: its `:id` matches whatever the others have not named. */
const controllers = [
  RehearsalController,
  VerificationController,
  BulkController,
  ListingsController,
  EndpointAdminController,
  PublishingController,
  CatalogueController,
];

@Module({})
export class ResourcesModule {
  static forRoot({ imports, modelSupport }: ResourcesOptions): DynamicModule {
    return {
      module: ResourcesModule,
      imports: [
        ...imports,
        ConfigModule.forFeature(catalogueConfig),
        ConfigModule.forFeature(endpointsConfig),
        ConfigModule.forFeature(listingsConfig),
        ModelsModule.forRoot({ imports, modelSupport }),
        TypeOrmModule.forFeature([
          ResourceEntity,
          ResourceVersionEntity,
          PublicResource,
          VerifiedEndpoint,
        ]),
      ],
      controllers,
      providers: [
        { provide: MODEL_SUPPORT, useExisting: modelSupport },
        ...typeChecks,
        ...listings,
        ...endpoints,
        CatalogueRepository,
        CatalogueSearch,
        Catalogue,
        CatalogueDetails,
        FoldTalliesJob,
        ForgetWordsJob,
        StorefrontRepository,
        Storefront,
        CountCallsJob,
        Verification,
      ],
      exports: [Storefront, ModelsModule],
    };
  }
}

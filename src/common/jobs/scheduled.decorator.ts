import { DiscoveryService } from '@nestjs/core';

/** Marks an injectable `Job`; the runner finds it by this. */
export const Scheduled = DiscoveryService.createDecorator();

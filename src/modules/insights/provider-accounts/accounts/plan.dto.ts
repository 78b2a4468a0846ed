import { OneOf, Text } from '../../../../common/http/index.js';
import { isDay } from '../../series/period.js';
import type { DeclaredPlan } from './plans.repository.js';

/** What a user says of their plan; what is left out is not known. */
export class PlanDeclaration {
  @Text({
    min: 1,
    max: 100,
    optional: true,
    nullable: true,
    description: 'What the plan is called',
    example: 'Team',
  })
  tier?: string | null;

  @Text({
    min: 1,
    max: 13,
    pattern: /^\d{1,6}(?:\.\d{1,6})?$/,
    message: 'must be US dollars such as 150.00',
    optional: true,
    nullable: true,
    description: 'What it costs in each cycle, in US dollars',
    example: '150.00',
  })
  price?: string | null;

  @OneOf(['monthly', 'yearly'], {
    optional: true,
    nullable: true,
    description: 'How often it is paid',
    example: 'monthly',
  })
  cycle?: DeclaredPlan['cycle'];

  @Text({
    min: 10,
    max: 10,
    rules: [[isDay, 'must be a day such as 2026-12-15']],
    optional: true,
    nullable: true,
    description: 'The day on which it is paid next',
    example: '2026-12-15',
  })
  nextPayment?: string | null;

  static plan({ tier, price, cycle, nextPayment }: PlanDeclaration): DeclaredPlan {
    return {
      tier: tier ?? null,
      priceUsd: price ?? null,
      cycle: cycle ?? null,
      nextPayment: nextPayment ?? null,
    };
  }
}

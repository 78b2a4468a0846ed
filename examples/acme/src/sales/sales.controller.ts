import { Controller, Get } from '@nestjs/common';
import { type AuthenticatedUser, CurrentUser, Database, RequireScope } from 'coinslot';

/** A creator's own sales, the newest first. */
@Controller('acme/sales')
export class SalesController {
  constructor(private readonly database: Database) {}

  @Get()
  @RequireScope('read')
  list(@CurrentUser() user: AuthenticatedUser) {
    return this.database.asUser(user.id, (tx) =>
      tx.query(
        `SELECT call_id AS "callId", amount FROM x_acme.sales
          WHERE owner_id = $1 ORDER BY event_id DESC LIMIT 100`,
        [user.id],
      ),
    );
  }
}

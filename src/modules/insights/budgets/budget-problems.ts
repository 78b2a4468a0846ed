import { lasting } from '../../../common/errors/index.js';

export const tooManyBudgets = lasting('too_many_budgets', 409, 'This account has as many budgets as it may have: delete one first');

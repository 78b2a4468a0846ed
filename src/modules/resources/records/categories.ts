/** What the public catalogue is sorted into: a new category is one line. */
export const CATEGORIES = [
  { id: 'writing', name: 'Writing' },
  { id: 'marketing', name: 'Marketing and sales' },
  { id: 'design', name: 'Images and design' },
  { id: 'coding', name: 'Software development' },
  { id: 'data', name: 'Data and analysis' },
  { id: 'research', name: 'Research' },
  { id: 'education', name: 'Education' },
  { id: 'business', name: 'Business and operations' },
  { id: 'finance', name: 'Finance' },
  { id: 'translation', name: 'Languages and translation' },
  { id: 'entertainment', name: 'Games and entertainment' },
  { id: 'other', name: 'Other' },
] as const;

export const CATEGORY_IDS: readonly string[] = CATEGORIES.map(({ id }) => id);

import { Link } from '@tanstack/react-router';
import { Mark } from '../design/index.ts';

/** The name of the product, which leads to the overview. */
export function Home() {
  return (
    <Link to="/" className="flex items-center gap-2.5 px-3 text-lg font-semibold tracking-tight">
      <Mark />
      Coinslot
    </Link>
  );
}

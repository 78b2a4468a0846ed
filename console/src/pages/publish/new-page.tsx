import { NotFound } from '../../shell/lost.tsx';
import { ConfigurationStep } from './configuration-step.tsx';
import { newRoute } from './index.ts';
import { isType } from './types.tsx';

/** Step two of something new. */
export function NewPage() {
  const { type } = newRoute.useParams();
  return isType(type) ? <ConfigurationStep key={type} type={type} /> : <NotFound />;
}

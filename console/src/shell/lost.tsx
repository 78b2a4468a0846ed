import { useRouter } from '@tanstack/react-router';
import { ButtonLink, Empty, Failed, Page } from '../design/index.ts';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Page title="Nothing is here">
      <Empty
        title="This address leads nowhere"
        action={
          <ButtonLink to="/" variant="primary">
            Go to the overview
          </ButtonLink>
        }
      />
    </Page>
  );
}

/** A page that broke: the others still work. */
export function PageFailed({ error }: { readonly error: unknown }) {
  const router = useRouter();
  return (
    <Page title="This page does not work">
      <Failed error={error} retry={{ isFetching: false, refetch: () => router.invalidate() }} />
    </Page>
  );
}

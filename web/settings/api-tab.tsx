import { TokensSection } from './tokens-section.tsx';
import { WebhooksSection } from './webhooks-section.tsx';

export function ApiTab() {
  return (
    <>
      <TokensSection />
      <WebhooksSection />
    </>
  );
}

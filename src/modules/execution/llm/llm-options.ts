/** How one provider is reached. */
export interface UpstreamOptions {
  /** Address in front of the API's paths, `https://api.anthropic.com`. */
  readonly baseUrl: string;
  /** How long one whole answer may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** OpenRouter also wants to know who is calling; its rankings show it. */
export interface OpenRouterOptions extends UpstreamOptions {
  readonly appUrl: string;
  readonly appTitle: string;
}

/** The settings of every provider. */
export interface LlmOptions {
  readonly claude: UpstreamOptions;
  readonly openrouter: OpenRouterOptions;
}

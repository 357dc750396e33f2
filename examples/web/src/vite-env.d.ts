interface ImportMetaEnv {
  /** The API's address when the page's own address has no `?api=`. */
  readonly VITE_PCGRAPH_URL?: string;
}

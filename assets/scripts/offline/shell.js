// The name of the store with /offline in it, shared by the worker and the pages.
export const SHELL = "rayon-shell";

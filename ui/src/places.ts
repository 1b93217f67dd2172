// The places of the main window. A call takes the page; going elsewhere leaves it as a strip on top.

export type Place = "residents" | "callbacks" | "rounds" | "settings";
export const PLACES: readonly Place[] = ["residents", "callbacks", "rounds", "settings"];

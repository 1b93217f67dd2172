// Reads what stands on the page as a screen reader would, and measures what can be seen of it: WCAG 2.2, levels A and AA.

import axe from "axe-core";

export interface Breach {
  state: string;
  /** The rule, in the words of axe-core. */
  rule: string;
  what: string;
  /** Where, as a selector, and why. */
  where: string[];
}

export interface Contrast {
  /** Colours of text and ground. */
  pair: string;
  ratio: number;
  /** What is asked for: 4.5, or 3 for large text. */
  least: number;
}

export interface Reading {
  state: string;
  breaches: Breach[];
  contrasts: Contrast[];
  /** How many rules had something to look at. */
  rules: number;
}

/** What is wrong with the story that is drawn, and how well its texts stand out. */
export async function breaches(state: string): Promise<Reading> {
  const found = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    resultTypes: ["violations", "passes"],
  });
  const contrasts = found.passes
    .filter((rule) => rule.id === "color-contrast")
    .flatMap((rule) => rule.nodes.flatMap((node) => node.any))
    .map(
      ({ data }) => data as { fgColor: string; bgColor: string; contrastRatio: number; expectedContrastRatio: string },
    )
    .filter((data) => data?.contrastRatio)
    .map((data) => ({
      pair: `${data.fgColor} on ${data.bgColor}`,
      ratio: data.contrastRatio,
      least: parseFloat(data.expectedContrastRatio),
    }));
  return {
    state,
    rules: found.passes.length + found.violations.length,
    contrasts,
    breaches: found.violations.map((rule) => ({
      state,
      rule: rule.id,
      what: rule.help,
      where: rule.nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
    })),
  };
}

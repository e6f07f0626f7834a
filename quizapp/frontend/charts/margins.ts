/** The margins every picture over steps shares, so that their axes stand under each other. */
export const LEFT = 58;
export const RIGHT = 16;

/** As they are: labels have their room in them, and need not be measured at each drawing. */
export const MARGINS = { left: LEFT, right: RIGHT, outerBoundsMode: "none" } as const;

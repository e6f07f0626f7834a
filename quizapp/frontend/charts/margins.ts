/** The margins shared by all figures over steps, so that their axes align. */
export const LEFT = 58;
export const RIGHT = 16;

/** Fixed margins with room for the labels, which then need no measuring at each drawing. */
export const MARGINS = { left: LEFT, right: RIGHT, outerBoundsMode: "none" } as const;

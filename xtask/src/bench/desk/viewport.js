// Tells how many of the screen's own pixels the page has, wide and high.
const [done] = arguments;
done([innerWidth, innerHeight].map((length) => Math.round(length * devicePixelRatio)));

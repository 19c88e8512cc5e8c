// How is a screen built? From elements and texts, never from HTML in a string: what somebody typed cannot become code.

// h("p.hint", {lang: "ar"}, "text", h("b", "more")): tag with classes, attributes (functions are listeners), children.
export function h(name, ...rest) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  const attributes = rest.length && rest[0]?.constructor === Object ? rest.shift() : {};
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(key, value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) node.setAttribute(key, value);
  }
  node.append(...rest.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

// Drawings of 24 × 24, lines of two units.
const PATHS = {
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 21c.6-4 3.8-6 8-6s7.4 2 8 6",
  pen: "m4 20 1-4L16.5 4.5a2 2 0 0 1 3 3L8 19l-4 1Zm10-13 3 3",
  talk: "M4 5h16v11H10l-5 4v-4H4V5Zm4 4h8m-8 3h5",
  paper: "M7 3h7l4 4v14H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Zm7 0v4h4M9 12h6m-6 4h6",
  tray: "M4 13v6a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-6M4 13h5l1 2h4l1-2h5M4 13l3-8h10l3 8",
  sent: "M4 13v6a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-6M8 9.5l3 3L17 5",
  alert: "M12 4 2.5 20h19L12 4Zm0 6v4.5m0 2.6v.1",
  yes: "m5 13 4.5 4.5L19 7",
  no: "M6 6l12 12M18 6 6 18",
  more: "M5 7h14M5 12h14M5 17h14",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3.5 9h17m-17 6h17M12 3c-5 5.5-5 12.5 0 18 5-5.5 5-12.5 0-18",
  wait: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.5 2",
};

export function icon(name, size = "") {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: `icon ${size}`.trim(), "aria-hidden": "true", focusable: "false" })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export const button = (text, press, look = "") => h(`button${look && `.${look}`}`, { type: "button", click: press }, text);

// A heading that takes the focus when its screen opens, so that it is read.
export const title = (text, extra = {}) => h("h1", { tabindex: "-1", ...extra }, text);

// A name that no browser has seen before: nothing to fill in from memory, nothing to remember.
export const fresh = () => `f${crypto.randomUUID().slice(0, 13)}`;

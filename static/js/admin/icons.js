// Icons of the toolbar: a 24 grid, strokes of 1.75, square caps. Letters are drawn as letters.
const LETTERS = { heading2: "H2", heading3: "H3", bold: "B", italic: "I", strike: "S", sub: "x₂", sup: "x²" }
const PATHS = {
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1.5 1.5M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1.5-1.5",
  quote: "M4 12h5v6H4zM4 12c0-4 1-6 4-7M14 12h5v6h-5zM14 12c0-4 1-6 4-7",
  pullQuote: "M4 4h9M4 9h16M4 14h16M4 19h10",
  source: "M4 12h6M13 19l3.5-13L20 19M14.5 15h4",
  bullets: "M9 6h11M9 12h11M9 18h11M4 6h1M4 12h1M4 18h1",
  numbers: "M10 6h10M10 12h10M10 18h10M4 4.5h1V9M4 14h2.5L4 18.5h2.5",
  picture: "M3 5h18v14H3zM3 16l5-5 5 5 3-3 5 5M15.5 9.5h.01",
  divider: "M3 12h4M10 12h4M17 12h4",
  footnote: "M4 19V6h9M4 12h7M17 5l2-1v6",
  table: "M3 5h18v14H3zM3 10h18M3 14.5h18M10 5v14",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5",
  codeBlock: "M3 4h18v16H3zM9 9l-3 3 3 3M13 15h5",
  undo: "M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4",
  redo: "M16 5l4 4-4 4M20 9H10a5 5 0 0 0 0 10h4",
}

export function icon(name) {
  if (LETTERS[name]) {
    const letter = document.createElement("span")
    letter.className = `letter ${name}`
    letter.ariaHidden = "true"
    letter.textContent = LETTERS[name]
    return letter
  }
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  path.setAttribute("d", PATHS[name])
  svg.append(path)
  return svg
}

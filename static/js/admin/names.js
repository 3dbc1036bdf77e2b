// Says what the search-and-choose boxes are for: select2 builds them without names, and inline tables have an empty head.

const words = field => {
  const label = field.labels?.[0] ?? document.querySelector(`label[for="${CSS.escape(field.id)}"]`)
  if (label) return label.textContent.trim().replace(/:$/, "")
  const cell = field.closest("td"), row = cell?.parentElement
  return cell && cell.closest("table").tHead?.rows[0].cells[[...row.cells].indexOf(cell)]?.textContent.trim()
}

function name() {
  for (const box of document.querySelectorAll(".select2-container")) {
    const field = box.previousElementSibling
    if (!field?.matches("select")) continue
    const said = words(field)
    for (const part of box.querySelectorAll(".select2-selection, .select2-search__field, .select2-selection__rendered")) {
      if (said && part.getAttribute("aria-label") !== said) part.setAttribute("aria-label", said)
      // A list of chosen words that may be empty and holds a search field is no list to a screen reader.
      if (part.matches("ul")) part.setAttribute("role", "group")
      for (const item of part.matches("ul") ? part.children : []) item.setAttribute("role", "presentation")
    }
  }
  for (const head of document.querySelectorAll("th.original:empty")) {
    const cell = document.createElement("td")
    cell.className = head.className
    head.replaceWith(cell)
  }
}

new MutationObserver(name).observe(document.body, { childList: true, subtree: true })
name()

// From the editor's document to the HTML that is stored: the sanitiser's vocabulary, nothing of the editor's own.
import { pm } from "django-prose-editor/editor"
import { copyInline } from "desk/table"

const { DOMSerializer } = pm.model || pm

export function stored(editor) {
  const { doc, schema } = editor.state
  const root = document.createElement("div")
  root.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content))
  root.querySelectorAll("table").forEach(table)
  root.querySelectorAll("li, td, th").forEach(bare)
  root.querySelectorAll("pre[data-plain]").forEach(plain)
  root.querySelectorAll("figcaption:empty").forEach((caption) => caption.remove())
  root.querySelectorAll(":scope > p:empty").forEach((paragraph) => paragraph.remove())
  root.querySelectorAll("[data-loose]").forEach((paragraph) => paragraph.removeAttribute("data-loose"))
  return root.innerHTML.replaceAll("&nbsp;", "\u00a0")
}

// The paragraph that the schema needs in a list item or a cell, when nothing but lists stands beside it.
function bare(holder) {
  const [first, ...rest] = holder.children
  if (!first?.matches("p:not([data-loose], [dir], [lang])")) return
  if (!first.childNodes.length && rest.length) first.remove()
  else if (rest.every((other) => other.matches("ul, ol"))) first.replaceWith(...first.childNodes)
}

function plain(pre) {
  pre.removeAttribute("data-plain")
  const code = pre.querySelector("code")
  if (code) code.replaceWith(...code.childNodes)
}

function table(element) {
  const rows = [...element.querySelectorAll(":scope > tbody > tr")]
  element.replaceChildren()
  if (element.dataset.caption) element.append(captionFrom(element.dataset.caption))
  const heads = rows.findIndex((row) => !isHead(row))
  for (const [name, part] of [["thead", heads < 0 ? rows : rows.slice(0, heads)], ["tbody", heads < 0 ? [] : rows.slice(heads)]]) {
    if (part.length) element.append(document.createElement(name))
    for (const row of part) element.lastChild.append(row)
  }
  for (const name of ["data-caption", "data-said", "style", "class"]) element.removeAttribute(name)
  for (const row of rows) row.removeAttribute("data-place")
  for (const cell of element.querySelectorAll("td, th")) {
    for (const name of ["colspan", "rowspan"]) if (cell.getAttribute(name) === "1") cell.removeAttribute(name)
    for (const name of ["colwidth", "style"]) cell.removeAttribute(name)
  }
}

const isHead = (row) => (row.dataset.place ? row.dataset.place === "head" : [...row.cells].every((cell) => cell.tagName === "TH"))

function captionFrom(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html").body
  return copyInline(parsed, document.createElement("caption"))
}

// Tables with a caption, a head and scopes. The caption is kept with the table and changed in its dialog.
import { Table, TableCell, TableHeader, TableRow } from "django-prose-editor/editor"

const INLINE = new Set(["A", "B", "BR", "CITE", "CODE", "DEL", "EM", "I", "S", "SMALL", "STRONG", "SUB", "SUP"])
const KEPT = ["href", "title", "class", "lang", "dir"]

// The children of `from`, copied into `to`: known inline elements with harmless attributes, and text.
export function copyInline(from, to) {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) to.append(child.data)
    else if (INLINE.has(child.tagName)) {
      const copy = document.createElement(child.tagName)
      for (const name of KEPT) if (child.hasAttribute(name)) copy.setAttribute(name, child.getAttribute(name))
      if (/^\s*(javascript|data|vbscript):/i.test(copy.getAttribute("href") || "")) copy.removeAttribute("href")
      copyInline(child, copy)
      to.append(copy)
    } else if (child.nodeType === Node.ELEMENT_NODE) copyInline(child, to)
  }
  return to
}

export const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent

const CaptionedTable = Table.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: {
        default: "",
        parseHTML: (table) => {
          const caption = table.querySelector(":scope > caption")
          return caption ? copyInline(caption, document.createElement("caption")).innerHTML : ""
        },
        renderHTML: ({ caption }) => (caption ? { "data-caption": caption, "data-said": plain(caption) } : {}),
      },
    }
  },
  parseHTML: () => [{ tag: "caption", ignore: true }, { tag: "table" }],
})

const PlacedRow = TableRow.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      place: {
        default: null,
        parseHTML: (row) => (row.parentElement?.tagName === "THEAD" ? "head" : "body"),
        renderHTML: ({ place }) => (place ? { "data-place": place } : {}),
      },
    }
  },
})

const ScopedHeader = TableHeader.extend({
  addAttributes() {
    const scope = { default: null, parseHTML: (cell) => cell.getAttribute("scope") }
    return { ...this.parent?.(), scope }
  },
})

export const tables = [CaptionedTable.configure({ resizable: false }), PlacedRow, ScopedHeader, TableCell]

// Paste from word processors without their dirt: lists that are paragraphs, headings that are too large, empty lines.
import { Extension, Plugin } from "django-prose-editor/editor"

const LEVELS = { H1: "h2", H4: "h3", H5: "h3", H6: "h3" }
const ORDERED = /^[\s\u00a0]*(\d+|[a-z]{1,4})[.)][\s\u00a0]+/i
const BULLET = /^[\s\u00a0]*[·•o§▪–\-\uf0b7\uf0a7][\s\u00a0]+/

export function washed(html) {
  // Comments carry Word's own markup, and styles only matter where they say bold, italic or struck out.
  const text = html.replace(/<!--[\s\S]*?-->/g, "").replace(/<(style|xml|script|title)[\s\S]*?<\/\1>/gi, "").replace(/<\/?[ovwm]:[^>]*>/gi, "")
  const page = new DOMParser().parseFromString(text.replace(/\sstyle=/gi, " data-style="), "text/html")
  lists(page.body)
  for (const span of page.body.querySelectorAll("[data-style]")) styled(span, page)
  for (const stray of page.body.querySelectorAll(":scope > br, b > br")) if (stray.nextElementSibling?.matches("p, ul, ol, table, h1, h2, h3") || stray.previousElementSibling?.matches("p, ul, ol, table, h1, h2, h3")) stray.remove()
  for (const heading of page.body.querySelectorAll("h1, h4, h5, h6")) rename(heading, LEVELS[heading.tagName], page)
  for (const block of page.body.querySelectorAll("p, h2, h3, li")) if (!block.textContent.replace(/\u00a0/g, " ").trim() && !block.querySelector("img, br")) block.remove()
  for (const element of page.body.querySelectorAll("[class]")) if (/Mso|Apple|docs-/.test(element.className)) element.removeAttribute("class")
  for (const element of page.body.querySelectorAll("[lang], [dir]")) if (!/\/story-copy\//.test(element.className)) { element.removeAttribute("lang"); element.removeAttribute("dir") }
  return page.body.innerHTML
}

function rename(element, name, page) {
  const other = page.createElement(name)
  other.append(...element.childNodes)
  element.replaceWith(other)
}

function styled(element, page) {
  const style = element.dataset.style
  element.removeAttribute("data-style")
  if (element.matches("b, strong") && /(^|;)\s*font-weight:\s*(normal|400)/i.test(style)) return element.replaceWith(...element.childNodes)
  if (!element.matches("span, font")) return undefined
  const marks = [[/font-weight:\s*(bold|[6-9]00)/i, "strong"], [/font-style:\s*italic/i, "em"], [/text-decoration[^;]*line-through/i, "s"], [/vertical-align:\s*super/i, "sup"], [/vertical-align:\s*sub/i, "sub"]]
  for (const [pattern, name] of marks) {
    if (!pattern.test(style)) continue
    const mark = page.createElement(name)
    mark.append(...element.childNodes)
    element.append(mark)
  }
  return undefined
}

// Word writes list items as paragraphs with 'mso-list' and a typed bullet.
function lists(body) {
  let list = null
  for (const paragraph of [...body.querySelectorAll("p")]) {
    const item = /MsoList/.test(paragraph.className) || /mso-list:\s*(?!none|ignore)/i.test(paragraph.dataset.style || "")
    if (!item) { list = null; continue }
    const name = ORDERED.test(paragraph.textContent) ? "ol" : "ul"
    if (!list || list.localName !== name || list.nextElementSibling !== paragraph) {
      list = body.ownerDocument.createElement(name)
      paragraph.before(list)
    }
    for (const ignored of paragraph.querySelectorAll("[data-style*='mso-list:Ignore' i], [data-style*='mso-list: Ignore' i]")) ignored.remove()
    const entry = body.ownerDocument.createElement("li")
    entry.append(...paragraph.childNodes)
    if (entry.firstChild?.nodeType === Node.TEXT_NODE) entry.firstChild.data = entry.firstChild.data.replace(name === "ol" ? ORDERED : BULLET, "")
    list.append(entry)
    paragraph.remove()
  }
}

export const Paste = Extension.create({
  name: "wash",
  addProseMirrorPlugins: () => [
    // What comes from an editor of ours carries its own mark and is taken as it is.
    new Plugin({ props: { transformPastedHTML: (html) => (html.includes("data-pm-slice") ? html : washed(html)) } }),
  ],
})

// A link that stands by itself as a card: <figure class="card"><a>title</a><figcaption>where it leads</figcaption></figure>.
// Nothing is fetched from elsewhere: of the site's own stories the desk knows the title, of others the editor says it.
import { Node, Plugin } from "django-prose-editor/editor"
import { ask } from "desk/dialog"

const ADDRESS = /^(https?:\/\/[^\s<>"]+|\/stories\/[^\s<>"]+)$/i

// The host of an address elsewhere, as readers see it.
const hostOf = (href) => {
  const url = new URL(href, location.origin)
  return url.origin === location.origin ? "" : url.hostname.replace(/^www\./, "")
}

// The last words of an address, made readable: '/2026/the-long-way-home.html' gives 'The long way home'.
const titleOf = (href) => {
  const url = new URL(href, location.origin)
  let last = url.pathname.split("/").filter(Boolean).at(-1) || ""
  try {
    last = decodeURIComponent(last)
  } catch {
    // It stays as it is written.
  }
  const words = last.replace(/\.[a-z]{2,5}$/i, "").replace(/[-_+]+/g, " ").trim()
  return words ? words[0].toUpperCase() + words.slice(1) : url.hostname
}

const read = (figure) => {
  const link = figure.querySelector("a[href]")
  if (!link?.textContent.trim()) return false
  const note = figure.querySelector("figcaption")?.textContent.trim() || ""
  return { href: link.getAttribute("href"), title: link.textContent.trim(), note }
}

const part = (tag, className, textContent) => Object.assign(document.createElement(tag), { className, textContent, dir: "auto" })

export const Card = Node.create({
  name: "card",
  group: "block",
  atom: true,
  draggable: true,
  priority: 1000,
  addOptions: () => ({ words: {}, places: {} }),
  addAttributes: () => ({
    href: { default: "", rendered: false },
    title: { default: "", rendered: false },
    note: { default: "", rendered: false },
  }),
  parseHTML: () => [{ tag: "figure.card", priority: 70, getAttrs: read }],
  renderHTML: ({ node: { attrs } }) => ["figure", { class: "card" }, ["a", { href: attrs.href }, attrs.title], ["figcaption", {}, attrs.note]],
  addNodeView() {
    return ({ node, getPos, editor }) => {
      const dom = document.createElement("figure")
      dom.className = "card"
      const change = Object.assign(part("button", "change", this.options.words.cardChange), { type: "button" })
      change.addEventListener("click", () => describe(editor, getPos(), this.options))
      dom.append(part("span", "card__title", node.attrs.title), part("figcaption", "", node.attrs.note), change)
      return { dom, stopEvent: (event) => change.contains(event.target), ignoreMutation: () => true }
    }
  },
  addProseMirrorPlugins() {
    return [
      new Plugin({
        props: {
          handlePaste: (view, event) => {
            const address = event.clipboardData?.getData("text/plain").trim() || ""
            const { $from, empty } = view.state.selection
            const alone = empty && $from.depth === 1 && $from.parent.type.name === "paragraph" && !$from.parent.content.size
            if (!alone || !ADDRESS.test(address) || !URL.canParse(address, location.origin)) return false
            insert(this.editor, address, this.options)
            return true
          },
        },
      }),
    ]
  },
})

// A card at once, in the place of the empty line; then its words.
async function insert(editor, address, options) {
  const attrs = { href: address, title: titleOf(address), note: hostOf(address) }
  const { $from } = editor.state.selection
  const place = $from.before()
  editor.view.dispatch(editor.state.tr.replaceWith(place, $from.after(), editor.schema.nodes.card.create(attrs)))
  if (!editor.state.doc.nodeAt(place + 1)) editor.commands.insertContentAt(place + 1, { type: "paragraph" })
  editor.commands.setTextSelection(place + 2)
  const known = await story(address, options.places)
  const position = placeOf(editor, attrs)
  if (position === null) return
  if (known) setCard(editor, position, known)
  else describe(editor, position, options)
}

// Where the card stands by now: somebody may have written above it.
function placeOf(editor, { href, title }) {
  let found = null
  editor.state.doc.descendants((node, position) => {
    if (node.type.name === "card" && node.attrs.href === href && node.attrs.title === title) found ??= position
  })
  return found
}

// What the desk knows of a live story of this site; null for every other address.
async function story(address, places) {
  if (!places.card || (hostOf(address) && !address.startsWith(`${places.site}/`))) return null
  const response = await fetch(`${places.card}?${new URLSearchParams({ address })}`).catch(() => null)
  return response?.ok ? response.json() : null
}

const setCard = (editor, position, attrs) => editor.view.dispatch(editor.state.tr.setNodeMarkup(position, null, attrs))

// The words of a card, or back to a plain link.
async function describe(editor, position, { words }) {
  const before = editor.state.doc.nodeAt(position).attrs
  const told = await ask(
    words.cardTitle,
    [
      { name: "title", label: words.cardWords, help: before.href, value: before.title, required: true },
      { name: "note", label: words.cardNote, value: before.note },
    ],
    { done: words.done, cancel: words.cancel, actions: [{ label: words.cardPlain, value: "plain" }] },
  )
  const node = editor.state.doc.nodeAt(position)
  if (told && node?.type.name === "card" && node.attrs.href === before.href) {
    if (told === "plain") plain(editor, position, node)
    else setCard(editor, position, { ...before, ...told })
  }
  editor.commands.focus()
}

function plain(editor, position, { nodeSize, attrs }) {
  const { schema, state } = editor
  const text = schema.text(attrs.title, [schema.marks.link.create({ href: attrs.href })])
  editor.view.dispatch(state.tr.replaceWith(position, position + nodeSize, schema.nodes.paragraph.create(null, text)))
}

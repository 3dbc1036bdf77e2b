// A picture of the site with its caption: <figure><img><figcaption>. The credit is a mark in the caption.
import { Node, Plugin } from "django-prose-editor/editor"
import { describe, pick } from "desk/pictures"

const OURS = /^\/media\/images\/[0-9a-f]{2}\/[0-9a-f]{64}\.(jpg|png)$/
const ours = (img) => Boolean(img && OURS.test(img.getAttribute("src") || ""))
const read = (figure, img) => ({ src: img.getAttribute("src"), alt: img.getAttribute("alt"), wide: figure.classList.contains("wide") })

// From inside a picture to a new line below it, or to the line that is there already.
const leave = (editor, always) => {
  const { $from } = editor.state.selection
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type.name !== "figure") continue
    const after = $from.after(depth)
    const chain = editor.chain()
    if (always || !editor.state.doc.nodeAt(after)?.isTextblock) chain.insertContentAt(after, { type: "paragraph" })
    return chain.setTextSelection(after + 1).run()
  }
  return false
}

const chosen = (selection) => ["figure", "card"].includes(selection.node?.type.name)

const Caption = Node.create({
  name: "figcaption",
  content: "inline*",
  isolating: true,
  defining: true,
  parseHTML: () => [{ tag: "figcaption" }],
  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => editor.state.selection.$from.parent.type.name === "figcaption" && leave(editor, true) }
  },
  renderHTML: ({ HTMLAttributes }) => ["figcaption", HTMLAttributes, 0],
})

const drawn = ({ src, alt, wide }, attributes = {}) => {
  const dom = document.createElement("figure")
  for (const [name, value] of Object.entries(attributes)) if (value != null) dom.setAttribute(name, value)
  dom.classList.toggle("wide", Boolean(wide))
  if (!dom.classList.length) dom.removeAttribute("class")
  const img = document.createElement("img")
  img.setAttribute("src", src)
  if (alt !== null) img.setAttribute("alt", alt)
  dom.append(img)
  return { dom, img }
}

const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "figcaption",
  draggable: true,
  isolating: true,
  addOptions: () => ({ words: {}, places: {} }),
  addAttributes: () => ({
    src: { default: "", rendered: false },
    alt: { default: null, rendered: false },
    wide: { default: false, rendered: false },
  }),
  parseHTML: () => [
    {
      tag: "figure",
      getAttrs: (figure) => {
        const images = figure.querySelectorAll("img")
        return images.length === 1 && ours(images[0]) ? read(figure, images[0]) : false
      },
    },
    // A picture that is all there is in a paragraph, and one between words.
    {
      tag: "p",
      priority: 60,
      getAttrs: (p) => (p.children.length === 1 && !p.textContent.trim() && ours(p.querySelector("img")) ? read(p, p.querySelector("img")) : false),
    },
    { tag: "img", getAttrs: (img) => (ours(img) && !img.closest("figure, p:only-child > img:only-child") ? read(img, img) : false) },
  ],
  renderHTML: ({ node, HTMLAttributes }) => {
    const { dom } = drawn(node.attrs, HTMLAttributes)
    return { dom, contentDOM: dom }
  },
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        // Typing while a picture or a card is chosen writes below it; by itself the editor would split or replace it.
        handleTextInput: (view, from, to, text) => {
          const { selection, schema, tr } = view.state
          if (!chosen(selection)) return false
          tr.insert(selection.to, schema.nodes.paragraph.create(null, schema.text(text)))
          const place = tr.doc.resolve(selection.to + 1 + text.length)
          view.dispatch(tr.setSelection(selection.constructor.near(place, -1)).scrollIntoView())
          return true
        },
      },
    }),
  ],
  addNodeView() {
    return ({ node, getPos, editor }) => {
      const { dom, img } = drawn(node.attrs)
      const change = document.createElement("button")
      change.type = "button"
      change.className = "change"
      change.contentEditable = "false"
      change.textContent = this.options.words.change
      change.addEventListener("click", () => edit(editor, getPos(), this.options))
      img.addEventListener("click", () => editor.commands.setNodeSelection(getPos()))
      const contentDOM = document.createElement("div")
      dom.append(contentDOM, change)
      return {
        dom,
        contentDOM,
        ignoreMutation: (mutation) => !contentDOM.contains(mutation.target),
        stopEvent: (event) => change.contains(event.target),
        update: (fresh) => {
          if (fresh.type !== node.type) return false
          img.src = fresh.attrs.src
          img.alt = fresh.attrs.alt || ""
          dom.classList.toggle("wide", Boolean(fresh.attrs.wide))
          return true
        },
      }
    }
  },
})

// Words of a caption in the editor: the text, then the credit as a mark.
const captioned = (schema, caption, credit) => {
  const parts = caption ? [schema.text(caption)] : []
  if (caption && credit) parts.push(schema.text(" "))
  if (credit) parts.push(schema.text(credit, [schema.marks.small.create({ kind: "credit", key: -1 })]))
  return schema.nodes.figcaption.create(null, parts)
}

const wordsOf = (node) => {
  let caption = "", credit = ""
  node.firstChild.forEach((part) => {
    if (part.marks.some((mark) => mark.type.name === "small" && mark.attrs.kind === "credit")) credit += part.text || ""
    else caption += part.text || ""
  })
  return { caption: caption.trim(), credit: credit.trim() }
}

export async function insert(editor, { words, places }) {
  const picture = await pick(words.pictures, places)
  const told = picture && (await describe(words.pictures, picture, picture))
  if (!told) return editor.commands.focus()
  const { schema } = editor
  const attributes = { src: picture.address, alt: told.alt, wide: told.wide }
  const node = schema.nodes.figure.create(attributes, captioned(schema, told.caption, told.credit))
  editor.chain().focus().insertContent(node.toJSON()).run()
  return leave(editor, false)
}

async function edit(editor, position, { words, places }) {
  const node = editor.state.doc.nodeAt(position)
  const before = wordsOf(node)
  const told = await describe(words.pictures, { small: node.attrs.src }, { ...node.attrs, ...before }, places)
  if (!told) return
  const { schema, tr } = editor.state
  const attributes = { ...node.attrs, src: told.picture?.address || node.attrs.src, alt: told.alt, wide: told.wide }
  tr.setNodeMarkup(position, null, attributes)
  if (told.caption !== before.caption || told.credit !== before.credit) {
    const caption = captioned(schema, told.caption, told.credit)
    tr.replaceWith(position + 1, position + 1 + node.firstChild.nodeSize, caption)
  }
  editor.view.dispatch(tr)
  editor.commands.focus()
}

export const figure = (words, places) => [Figure.configure({ words, places }), Caption]

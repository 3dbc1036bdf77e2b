// The editor's buttons. Those that are rarely needed wait behind 'More' on a small screen.
import { ask, make } from "desk/dialog"
import { insert } from "desk/figure"
import { icon } from "desk/icons"
import { plain } from "desk/table"

const toggle = (name, attributes) => ({
  act: (editor) => editor.chain().focus().toggleMark(name, attributes).run(),
  on: (editor) => editor.isActive(name),
})

const tools = (words, places) => [
  { name: "heading2", act: (e) => e.chain().focus().toggleHeading({ level: 2 }).run(), on: (e) => e.isActive("heading", { level: 2 }) },
  { name: "heading3", act: (e) => e.chain().focus().toggleHeading({ level: 3 }).run(), on: (e) => e.isActive("heading", { level: 3 }) },
  { name: "bold", ...toggle("bold") },
  { name: "italic", ...toggle("italic") },
  { name: "link", act: (e) => link(e, words), on: (e) => e.isActive("link") },
  { name: "quote", act: (e) => quote(e, false), on: (e) => e.isActive("blockquote", { pull: false }) },
  { name: "bullets", act: (e) => e.chain().focus().toggleBulletList().run(), on: (e) => e.isActive("bulletList") },
  { name: "picture", act: (e) => insert(e, { words, places }) },
  { name: "divider", act: (e) => e.chain().focus().setHorizontalRule().run() },
  { name: "pullQuote", rare: true, act: (e) => quote(e, true), on: (e) => e.isActive("blockquote", { pull: true }) },
  { name: "source", rare: true, ...toggle("cite") },
  { name: "footnote", rare: true, act: (e) => e.chain().focus().toggleFootnote().run(), on: (e) => e.isActive("small", { kind: "footnote" }) },
  { name: "numbers", rare: true, act: (e) => e.chain().focus().toggleOrderedList().run(), on: (e) => e.isActive("orderedList") },
  { name: "table", rare: true, act: (e) => table(e, words), on: (e) => e.isActive("table") },
  { name: "strike", rare: true, ...toggle("strike") },
  { name: "sub", rare: true, ...toggle("subscript") },
  { name: "sup", rare: true, ...toggle("superscript") },
  { name: "code", rare: true, ...toggle("code") },
  { name: "codeBlock", rare: true, act: (e) => e.chain().focus().toggleCodeBlock().run(), on: (e) => e.isActive("codeBlock") },
  { name: "undo", rare: true, act: (e) => e.chain().focus().undo().run(), can: (e) => e.can().undo() },
  { name: "redo", rare: true, act: (e) => e.chain().focus().redo().run(), can: (e) => e.can().redo() },
]

export function toolbar(editor, words, places) {
  const bar = make("div", { className: "tools", role: "toolbar", "aria-label": words.toolbar })
  const made = tools(words, places).map((tool) => ({ ...tool, button: toolButton(tool, words[tool.name], editor) }))
  const more = make("button", { type: "button", className: "tool more", textContent: words.more, "aria-expanded": "false" })
  more.addEventListener("click", () => more.setAttribute("aria-expanded", String(bar.classList.toggle("all"))))
  const rare = made.findIndex((tool) => tool.rare)
  bar.append(...made.slice(0, rare).map((tool) => tool.button), more, ...made.slice(rare).map((tool) => tool.button))
  const update = () => {
    for (const { button, on, can } of made) {
      if (on) button.setAttribute("aria-pressed", String(on(editor)))
      if (can) button.disabled = !can(editor)
    }
  }
  editor.on("transaction", update)
  update()
  roving(bar)
  return bar
}

function toolButton({ name, act, rare }, label, editor) {
  const button = make("button", { type: "button", className: `tool${rare ? " rare" : ""}`, title: label, "aria-label": label, "data-tool": name }, [icon(name)])
  // The selection in the text must not be lost to the press.
  button.addEventListener("mousedown", (event) => event.preventDefault())
  button.addEventListener("click", () => act(editor))
  return button
}

// One stop for the Tab key; arrows move inside, as in every toolbar.
function roving(bar) {
  const buttons = [...bar.querySelectorAll("button")]
  const shown = () => buttons.filter((button) => button.offsetParent && !button.disabled)
  for (const button of buttons) button.tabIndex = button === buttons[0] ? 0 : -1
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key] * (getComputedStyle(bar).direction === "rtl" ? -1 : 1)
    if (!step) return
    const all = shown()
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length]
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1
    next.focus()
    event.preventDefault()
  })
}

function quote(editor, pull) {
  if (!editor.isActive("blockquote")) return editor.chain().focus().toggleBlockquote().updateAttributes("blockquote", { pull }).run()
  if (editor.isActive("blockquote", { pull })) return editor.chain().focus().toggleBlockquote().run()
  return editor.chain().focus().updateAttributes("blockquote", { pull }).run()
}

const LINK = /^(https?:\/\/|mailto:|\/(?![/\\])|#)\S*$/i

async function link(editor, words) {
  const now = editor.getAttributes("link")
  const told = await ask(
    words.linkTitle,
    [
      { name: "href", label: words.address, help: words.addressHelp, value: now.href || "", required: true, wrong: (value) => (LINK.test(value.trim()) ? "" : words.addressWrong) },
      { name: "title", label: words.hint, value: now.title || "" },
    ],
    { done: words.done, cancel: words.cancel, actions: now.href ? [{ label: words.unlink, value: "unlink" }] : [] },
  )
  const chain = editor.chain().focus().extendMarkRange("link")
  if (told === "unlink") return chain.unsetLink().run()
  if (!told) return editor.commands.focus()
  const attributes = { href: told.href, title: told.title || null }
  if (editor.state.selection.empty && !now.href) return editor.chain().focus().insertContent({ type: "text", text: told.href, marks: [{ type: "link", attrs: attributes }] }).run()
  return chain.setLink(attributes).run()
}

async function table(editor, words) {
  if (editor.isActive("table")) return changeTable(editor, words)
  const told = await ask(
    words.tableTitle,
    [
      { name: "rows", label: words.rows, type: "number", value: 3 },
      { name: "cols", label: words.columns, type: "number", value: 3 },
    ],
    { done: words.done, cancel: words.cancel },
  )
  const count = (value) => Math.min(Math.max(Number.parseInt(value, 10) || 1, 1), 50)
  if (told) editor.chain().focus().insertTable({ rows: count(told.rows), cols: count(told.cols), withHeaderRow: true }).run()
}

async function changeTable(editor, words) {
  const commands = ["addRow:addRowAfter", "addColumn:addColumnAfter", "removeRow:deleteRow", "removeColumn:deleteColumn", "headerRow:toggleHeaderRow", "removeTable:deleteTable"]
  const actions = commands.map((pair) => pair.split(":")).map(([label, value]) => ({ label: words[label], value }))
  const caption = editor.getAttributes("table").caption || ""
  const said = plain(caption)
  const told = await ask(words.tableTitle, [{ name: "caption", label: words.caption, value: said }], { done: words.done, cancel: words.cancel, actions })
  if (typeof told === "string") return editor.chain().focus()[told]().run()
  if (!told || told.caption === said) return editor.commands.focus()
  const holder = make("p", { textContent: told.caption })
  return editor.chain().focus().updateAttributes("table", { caption: holder.innerHTML }).run()
}

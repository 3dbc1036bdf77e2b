// <small>, a footnote or a credit, and <cite>, the source of a quote.
import { Mark } from "django-prose-editor/editor"

const KINDS = ["footnote", "credit"]
let key = 0

// Each has a key of its own, so that two notes side by side stay two.
export const Small = Mark.create({
  name: "small",
  priority: 1200,
  inclusive: false,
  addAttributes: () => ({
    kind: {
      default: "footnote",
      parseHTML: (element) => KINDS.find((kind) => element.classList.contains(kind)) || "",
      renderHTML: ({ kind }) => (kind ? { class: kind } : {}),
    },
    key: { default: 0, rendered: false, parseHTML: () => ++key },
  }),
  parseHTML: () => [{ tag: "small" }],
  renderHTML: ({ HTMLAttributes }) => ["small", HTMLAttributes, 0],
  addCommands() {
    return {
      toggleFootnote: () => ({ commands, editor }) =>
        editor.isActive(this.name, { kind: "footnote" })
          ? commands.unsetMark(this.name, { extendEmptyMarkRange: true })
          : commands.setMark(this.name, { kind: "footnote", key: ++key }),
    }
  },
})

export const Cite = Mark.create({
  name: "cite",
  priority: 1100,
  parseHTML: () => [{ tag: "cite" }],
  renderHTML: ({ HTMLAttributes }) => ["cite", HTMLAttributes, 0],
})

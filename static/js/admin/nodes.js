// The vocabulary of a story, exactly that of the sanitiser's policy, as ProseMirror's schema.
import {
  Blockquote, Bold, BulletList, Code, CodeBlock, Document, Dropcursor, Extension, Gapcursor, HardBreak, Heading,
  History, HorizontalRule, Italic, Link, ListItem, OrderedList, Paragraph, Strike, Subscript, Superscript, Text,
  TrailingNode, wrappingInputRule,
} from "django-prose-editor/editor"
import { Card } from "desk/card"
import { figure } from "desk/figure"
import { Cite, Small } from "desk/marks"
import { tables } from "desk/table"

// A paragraph that stood in the HTML is 'loose'; one that the schema put into a list item or cell is written without tags.
const LooseParagraph = Paragraph.extend({
  addAttributes: () => ({
    loose: {
      default: false,
      keepOnSplit: false,
      parseHTML: (element) => element.matches("li > p, td > p, th > p"),
      renderHTML: ({ loose }) => (loose ? { "data-loose": "" } : {}),
    },
  }),
})

const Quote = Blockquote.extend({
  addAttributes: () => ({
    pull: {
      default: false,
      parseHTML: (element) => element.classList.contains("pull-quote"),
      renderHTML: ({ pull }) => (pull ? { class: "pull-quote" } : {}),
    },
  }),
})

const Numbers = OrderedList.extend({
  addOptions() {
    return { ...this.parent?.(), enableListAttributes: false }
  },
  addAttributes: () => ({
    start: {
      default: 1,
      parseHTML: (element) => Number.parseInt(element.getAttribute("start") || "1", 10) || 1,
      renderHTML: ({ start }) => (start === 1 ? {} : { start }),
    },
  }),
  addNodeView: null,
  addInputRules() {
    const rule = { find: /^(\d{1,6})[.)]\s$/, type: this.type, getAttributes: ([, start]) => ({ start: Number(start) }) }
    return [wrappingInputRule(rule)]
  },
})

const Block = CodeBlock.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      plain: {
        default: false,
        parseHTML: (element) => !element.querySelector("code"),
        renderHTML: ({ plain }) => (plain ? { "data-plain": "" } : {}),
      },
    }
  },
})

// Code may be a link or bold, as the sanitiser has it.
const InlineCode = Code.extend({ excludes: "code" })

const PlainLink = Link.extend({
  addKeyboardShortcuts: () => ({}),
})

const EVERYWHERE = [
  "paragraph", "heading", "blockquote", "bulletList", "orderedList", "listItem", "codeBlock", "figure", "figcaption",
  "table", "tableRow", "tableCell", "tableHeader", "horizontalRule",
  "bold", "italic", "strike", "link", "cite", "small", "code", "subscript", "superscript",
]
const kept = (name) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(name),
  renderHTML: (attributes) => (attributes[name] ? { [name]: attributes[name] } : {}),
})

// Language and direction of any part.
const Tongue = Extension.create({
  name: "tongue",
  addGlobalAttributes: () => [{ types: EVERYWHERE, attributes: { dir: kept("dir"), lang: kept("lang") } }],
})

export const extensions = (words, places) => [
  Document, LooseParagraph, Text, Heading.configure({ levels: [2, 3] }), Quote, BulletList, Numbers,
  ListItem, Block, HorizontalRule, HardBreak, Card.configure({ words, places }), ...figure(words, places), ...tables,
  // The order of the marks is the order in which they enclose each other.
  Small, Cite,
  PlainLink.configure({ openOnClick: false, enableTarget: false, defaultProtocol: "https" }),
  Bold, Italic, Strike, Subscript, Superscript, InlineCode,
  Tongue, History, Dropcursor, Gapcursor, TrailingNode,
]

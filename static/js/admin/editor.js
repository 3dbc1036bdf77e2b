// <desk-editor>: the visual editor over a text area that holds the HTML. Without this file the text area does.
import { Editor } from "django-prose-editor/editor"
import { extensions } from "desk/nodes"
import { Paste } from "desk/paste"
import { stored } from "desk/stored"
import { toolbar } from "desk/toolbar"

class DeskEditor extends HTMLElement {
  connectedCallback() {
    const textarea = this.querySelector("textarea")
    if (!textarea || this.editor) return
    const { words, places } = JSON.parse(this.dataset.settings)
    const field = document.createElement("div")
    field.className = "prose"
    textarea.hidden = true
    this.append(field)
    this.editor = new Editor({
      element: field,
      extensions: [...extensions(words, places), Paste],
      content: textarea.value,
      // Its style element would break the desk's content policy: admin.css carries those rules.
      injectCSS: false,
      editable: !textarea.disabled,
      editorProps: { attributes: this.attributesFrom(textarea, words) },
      onUpdate: ({ editor }) => {
        textarea.value = stored(editor)
        textarea.dispatchEvent(new Event("input", { bubbles: true }))
      },
    })
    field.before(toolbar(this.editor, words, places))
    this.label(textarea)
  }

  attributesFrom(textarea, words) {
    return {
      "role": "textbox",
      "aria-multiline": "true",
      "aria-label": words.text,
      "aria-invalid": textarea.getAttribute("aria-invalid") || "false",
      "spellcheck": "true",
      "dir": "auto",
    }
  }

  // A press on the field's label lands in the text.
  label(textarea) {
    document.querySelector(`label[for="${textarea.id}"]`)?.addEventListener("click", () => this.editor.commands.focus())
  }

  disconnectedCallback() {
    this.editor?.destroy()
  }
}

customElements.define("desk-editor", DeskEditor)

// <picture-field>: a button that opens the pictures, in place of typing a picture's number.
import { button, make } from "desk/dialog"
import { pick } from "desk/pictures"

class PictureField extends HTMLElement {
  connectedCallback() {
    const { words, places } = JSON.parse(this.dataset.settings)
    this.input = this.querySelector("input")
    if (!this.input || this.input.disabled || this.ready) return
    this.ready = true
    this.input.hidden = true
    this.choose = button(words.choose, () => this.ask(words, places))
    this.choose.id = `${this.input.id}_choose`
    this.remove_ = button(words.remove, () => this.show(null))
    this.append(make("div", { className: "row" }, [this.choose, this.remove_]))
    this.name(document.querySelector(`label[for="${this.input.id}"]`))
    this.remove_.hidden = !this.input.value
  }

  // The button takes the label over: it is called 'Cover: Choose a picture'.
  name(label) {
    if (!label) return
    label.id = `${this.choose.id}_label`
    label.htmlFor = this.choose.id
    this.choose.setAttribute("aria-labelledby", `${label.id} ${this.choose.id}`)
  }

  async ask(words, places) {
    const picture = await pick(words, places)
    if (picture) this.show(picture)
    this.choose.focus()
  }

  show(picture) {
    this.querySelector("img")?.remove()
    this.input.value = picture?.id || ""
    this.remove_.hidden = !picture
    this.propose(picture)
    if (!picture) return
    this.prepend(make("img", { src: picture.small, alt: picture.alt, width: picture.width, height: picture.height }))
  }

  // The library's words for this use: where there are none, or those of a picture that was chosen just before.
  propose(picture) {
    const before = this.proposed || {}
    this.proposed = picture || {}
    for (const name of ["alt", "caption", "credit"]) {
      const words = document.getElementById(`${this.input.id}_${name}`)
      if (words && (!words.value || words.value === before[name])) words.value = this.proposed[name] || ""
    }
  }
}

customElements.define("picture-field", PictureField)

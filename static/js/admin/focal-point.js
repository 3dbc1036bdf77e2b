// <focal-point>: a mark on the picture that is clicked, dragged or moved by arrow keys, in place of two numbers alone.
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const inside = (value) => Math.min(100, Math.max(0, Math.round(value) || 0))
// Public pages know the point in tenths: newsroom/models/image.py.
const tenth = (value) => Math.floor((value + 5) / 10) * 10

function make(tag, properties = {}, children = []) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

class FocalPoint extends HTMLElement {
  connectedCallback() {
    this.across = document.getElementById("id_focal_x")
    this.down = document.getElementById("id_focal_y")
    this.picture = this.querySelector("img")
    if (!this.across || !this.down || this.mark) return
    this.words = JSON.parse(this.dataset.words)
    this.mark = this.slider()
    this.frame = make("div", { className: "frame" }, [this.picture, this.mark])
    this.append(make("p", { className: "help", textContent: this.words.help }), this.frame, this.cuts())
    this.listen()
    this.show()
  }

  slider() {
    const mark = make("button", { type: "button", className: "mark" })
    const said = { role: "slider", "aria-label": this.words.mark, "aria-valuemin": 0, "aria-valuemax": 100 }
    for (const [name, value] of Object.entries(said)) mark.setAttribute(name, value)
    return mark
  }

  cuts() {
    this.crops = ["list", "square", "wide"].map((name) => make("img", { className: name, src: this.picture.src, alt: "" }))
    const tiles = this.crops.map((crop) => make("figure", {}, [crop, make("figcaption", { textContent: this.words[crop.className] })]))
    return make("div", { className: "cuts" }, [make("h3", { textContent: this.words.crops }), make("div", { className: "row" }, tiles)])
  }

  listen() {
    for (const input of [this.across, this.down]) input.addEventListener("input", () => this.show())
    this.mark.addEventListener("keydown", (event) => this.step(event))
    this.frame.addEventListener("pointerdown", (event) => {
      if (event.button) return
      event.preventDefault()
      this.frame.setPointerCapture(event.pointerId)
      this.point(event)
      this.mark.focus()
    })
    this.frame.addEventListener("pointermove", (event) => this.frame.hasPointerCapture(event.pointerId) && this.point(event))
  }

  point(event) {
    const box = this.picture.getBoundingClientRect()
    this.move((100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height)
  }

  step(event) {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const far = event.shiftKey ? 10 : 1
    this.move(+this.across.value + step[0] * far, +this.down.value + step[1] * far)
  }

  move(x, y) {
    this.across.value = inside(x)
    this.down.value = inside(y)
    this.across.dispatchEvent(new Event("input", { bubbles: true }))
  }

  show() {
    const [x, y] = [inside(this.across.value), inside(this.down.value)]
    Object.assign(this.mark.style, { left: `${x}%`, top: `${y}%` })
    this.mark.setAttribute("aria-valuenow", x)
    this.mark.setAttribute("aria-valuetext", this.words.value.replace("{x}", x).replace("{y}", y))
    for (const crop of this.crops) crop.style.objectPosition = `${tenth(x)}% ${tenth(y)}%`
  }
}

customElements.define("focal-point", FocalPoint)

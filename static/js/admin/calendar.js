// Stories are dragged to another day: the form that moves one is filled in, with its time of day kept, and sent.

class StoryCalendar extends HTMLElement {
  connectedCallback() {
    for (const story of this.querySelectorAll("[data-moves]")) story.draggable = true
    this.addEventListener("dragstart", event => this.take(event))
    this.addEventListener("dragover", event => this.over(event))
    this.addEventListener("drop", event => this.drop(event))
    this.addEventListener("dragend", () => this.mark(null))
  }

  take(event) {
    this.taken = event.target.closest?.("[data-moves]")
    if (!this.taken) return
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", this.taken.querySelector("a").textContent)
  }

  over(event) {
    const day = event.target.closest("[data-day]")
    if (!this.taken || !day) return
    event.preventDefault()
    this.mark(day)
  }

  mark(day) {
    for (const marked of this.querySelectorAll(".is-target")) if (marked !== day) marked.classList.remove("is-target")
    day?.classList.add("is-target")
  }

  drop(event) {
    const day = event.target.closest("[data-day]"), form = this.taken?.querySelector("form")
    if (!day || !form) return
    event.preventDefault()
    const at = form.elements.at
    if (day.contains(this.taken)) return this.mark(null)
    at.value = `${day.dataset.day}T${at.value.slice(11)}`
    this.taken = null
    form.requestSubmit()
  }
}

customElements.define("story-calendar", StoryCalendar)

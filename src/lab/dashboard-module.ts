/**
 * The page's part of the dashboard: an ES module by anywidget's convention, written by hand, that needs nothing from the
 * network. It shows what the state says; of its own it keeps only which elements have the focus.
 *
 * State that it reads: `head` (`DashboardHead`), `best` (`BestTable`), `tabs` (`[{ name, label }]`), `stoppable`, and for
 * each tab `picture_NAME` (`DashboardPicture`, or null before the first). It writes `tab`, and sends `{ kind: 'ready' }`
 * once for every page that has the widgets, `{ kind: 'stop' }` for a press of the button.
 */
export const dashboardModule = `
const make = (tag, className, attributes = {}) => {
  const element = document.createElement(tag)
  if (className) element.className = className
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  return element
}
const setText = (element, text) => {
  if (element.textContent !== text) element.textContent = text
}
let views = 0

function headView(model) {
  const root = make('header', 'ansatz-head')
  const name = make('span', 'ansatz-name')
  const status = make('span', 'ansatz-status', { role: 'status' })
  const trials = make('span', 'ansatz-trials')
  const stop = make('button', 'ansatz-stop', { type: 'button', title: 'Starts no new trial; those that run are finished' })
  const bar = make('div', 'ansatz-bar', { role: 'progressbar', 'aria-label': 'Progress', 'aria-valuemin': 0, 'aria-valuemax': 100 })
  const fill = make('div')
  const facts = make('dl', 'ansatz-facts')
  const line = make('div', 'ansatz-line')
  let stopping = false
  bar.append(fill)
  line.append(name, status, trials, stop)
  root.append(line, bar, facts)
  stop.addEventListener('click', () => {
    stopping = true
    model.send({ kind: 'stop' })
    update()
  })
  function update() {
    const head = model.get('head')
    if (!head.running) stopping = false
    setText(name, head.name)
    setText(status, stopping ? 'stopping' : head.status)
    setText(trials, head.trials)
    root.dataset.tone = head.tone
    stop.hidden = !model.get('stoppable') || !head.running
    stop.disabled = stopping
    setText(stop, stopping ? 'Stopping…' : 'Stop')
    if (head.fraction === null) {
      bar.removeAttribute('aria-valuenow')
      fill.className = head.running ? 'ansatz-unknown' : ''
      fill.style.width = '100%'
    } else {
      const percent = (100 * head.fraction).toFixed(1)
      bar.setAttribute('aria-valuenow', percent)
      fill.className = ''
      fill.style.width = percent + '%'
    }
    facts.replaceChildren(
      ...head.facts.map(({ label, text }) => {
        const fact = make('div')
        const term = make('dt')
        const value = make('dd')
        setText(term, label)
        setText(value, text)
        fact.append(term, value)
        return fact
      }),
    )
  }
  update()
  return { root, update, keys: ['head', 'stoppable'] }
}

function plotsView(model) {
  const id = 'ansatz-dashboard-' + ++views
  const root = make('section', 'ansatz-plots')
  const list = make('div', 'ansatz-tabs', { role: 'tablist', 'aria-label': 'Plots' })
  const panel = make('div', 'ansatz-panel', { role: 'tabpanel', id: id + '-panel', tabindex: 0 })
  const tabs = model.get('tabs')
  const buttons = tabs.map(({ name, label }) => {
    const button = make('button', '', { type: 'button', role: 'tab', id: id + '-' + name, 'aria-controls': panel.id })
    setText(button, label)
    button.addEventListener('click', () => choose(name))
    return button
  })
  list.append(...buttons)
  root.append(...(tabs.length > 1 ? [list] : []), panel)
  list.addEventListener('keydown', (event) => {
    const at = tabs.findIndex(({ name }) => name === model.get('tab'))
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (next === undefined) return
    // The notebook's own shortcuts listen further up.
    event.preventDefault()
    event.stopPropagation()
    const to = (next + tabs.length) % tabs.length
    choose(tabs[to].name)
    buttons[to].focus()
  })
  function choose(name) {
    model.set('tab', name)
    model.save_changes()
    update()
  }
  let shown
  function update() {
    const chosen = model.get('tab')
    tabs.forEach(({ name }, index) => {
      buttons[index].setAttribute('aria-selected', String(name === chosen))
      buttons[index].tabIndex = name === chosen ? 0 : -1
    })
    if (tabs.length > 1) panel.setAttribute('aria-labelledby', id + '-' + chosen)
    const picture = model.get('picture_' + chosen) ?? { svg: null, text: 'Drawing…' }
    if (picture === shown) return
    shown = picture
    const figure = make('div', picture.svg === null ? 'ansatz-note' : 'ansatz-figure')
    if (picture.svg === null) setText(figure, picture.text)
    else {
      figure.setAttribute('role', 'img')
      figure.setAttribute('aria-label', picture.text)
      figure.innerHTML = picture.svg
    }
    panel.replaceChildren(figure)
  }
  update()
  return { root, update, keys: ['tab', ...tabs.map(({ name }) => 'picture_' + name)] }
}

function bestView(model) {
  const root = make('div', 'ansatz-best')
  const row = (cells, tag, scope) => {
    const line = make('tr')
    cells.forEach((text) => {
      const cell = make(tag, '', scope ? { scope } : {})
      setText(cell, text)
      line.append(cell)
    })
    return line
  }
  function update() {
    const { title, columns, rows } = model.get('best')
    root.hidden = rows.length === 0
    const table = make('table')
    const caption = make('caption')
    const head = make('thead')
    const body = make('tbody')
    setText(caption, title)
    head.append(row(columns, 'th', 'col'))
    body.append(...rows.map((cells) => row(cells, 'td')))
    table.append(caption, head, body)
    root.replaceChildren(table)
  }
  update()
  return { root, update, keys: ['best'] }
}

export default {
  initialize({ model }) {
    model.send({ kind: 'ready' })
  },
  render({ model, el }) {
    el.classList.add('ansatz-dashboard')
    const parts = [headView(model), plotsView(model), bestView(model)]
    el.replaceChildren(...parts.map(({ root }) => root))
    const followed = parts.flatMap(({ keys, update }) => keys.map((key) => ['change:' + key, update]))
    for (const [event, update] of followed) model.on(event, update)
    return () => {
      for (const [event, update] of followed) model.off(event, update)
    }
  },
}
`

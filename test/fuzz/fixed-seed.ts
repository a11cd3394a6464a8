import fc from 'fast-check'

// The same cases in every run: a change is refused for what it broke, not for a rare case that was always there. Those are
// looked for by `npm run fuzz`.
fc.configureGlobal({ seed: 1 })
